// A test function given by its formula and by what is published about it.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "ravine/core/objective.h"
#include "ravine/core/spec.h"

namespace ravine::problem {

/// f(x), and its gradient where `gradient` (of x's size) is not null.
using FormulaFunction = double (*)(const VectorXd& x, VectorXd* gradient);

/// The cube that random starts are drawn from.
struct Box {
  double low;
  double high;
};

struct Formula {
  FormulaFunction function;
  VectorXd start;  ///< the standard start, whose size is the dimension
  std::optional<double> minimum;
  std::optional<Box> box = {};  ///< none: starts are drawn around the standard one
};

/// `formula` as an objective.
std::unique_ptr<Objective> objective_of(Formula formula);

/// `formula` as a problem without parameters.
Entry<Objective> fixed(std::string name, std::string summary, Formula formula);

/// A problem for any number of dimensions that is a multiple of `multiple`, `formula(n)` making it.
Entry<Objective> scalable(std::string name, std::string summary, Index default_dimension,
                          Index multiple, Formula (*formula)(Index n));

}  // namespace ravine::problem
