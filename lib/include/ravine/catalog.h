// The tables of names: everything that Ravine has, in one place.
#pragma once

#include <map>
#include <string>

#include "ravine/export.h"
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

RAVINE_EXPORT const Table<Optimizer>& methods();
/// The notes on each method, by its name.
RAVINE_EXPORT const std::map<std::string, MethodNotes>& method_notes();
RAVINE_EXPORT const Table<GradientSource>& gradient_sources();
RAVINE_EXPORT const Table<Problem>& problems();
RAVINE_EXPORT const Table<DataSet>& data_sets();
RAVINE_EXPORT const Table<Reader>& readers();
RAVINE_EXPORT const Table<Loss>& losses();
RAVINE_EXPORT const Table<Architecture>& models();

}  // namespace ravine
