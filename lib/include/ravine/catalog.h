// The tables of names: everything that Ravine has, in one place.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "ravine/data_set.h"
#include "ravine/gradient_source.h"
#include "ravine/loss.h"
#include "ravine/model.h"
#include "ravine/objective.h"
#include "ravine/optimizer.h"
#include "ravine/reader.h"
#include "ravine/spec.h"

namespace ravine {

/// What helps to choose a method, in a line each.
struct MethodNotes {
  std::string rule;    ///< the update
  std::string cost;    ///< of a step, in values and gradients
  std::string memory;  ///< beside x and its gradient, in vectors of n numbers
  std::string use;     ///< when to take the method
  std::string paper;   ///< author, title, where, year
};

const Table<Optimizer>& methods();
/// The notes on each method, by its name.
const std::map<std::string, MethodNotes>& method_notes();
const Table<GradientSource>& gradient_sources();
const Table<Objective>& problems();
const Table<DataSet>& data_sets();
const Table<Reader>& readers();
const Table<Loss>& losses();
const Table<Architecture>& models();

/// The problem that "name:key=value:..." names. Throws std::invalid_argument, which lists what
/// there is, for an unknown name or parameter.
std::unique_ptr<Objective> make_problem(std::string_view name);

/// Reads the file, in the format that its first bytes show: n samples, their labels, and where each
/// stood. Throws std::invalid_argument "FILE:LINE: expected ..., got ..." for anything malformed.
DataSet read_data(const std::filesystem::path& path, const ReadOptions& options = {});

}  // namespace ravine
