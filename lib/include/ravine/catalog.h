// The tables of names: everything that Ravine has, in one place.
#pragma once

#include <map>
#include <string>

#include "ravine/optimizer.h"
#include "ravine/problem.h"
#include "ravine/spec.h"

namespace ravine {

class Architecture;
class GradientSource;
class Loss;
class Reader;
struct DataSet;

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
const Table<Problem>& problems();
const Table<DataSet>& data_sets();
const Table<Reader>& readers();
const Table<Loss>& losses();
const Table<Architecture>& models();

}  // namespace ravine
