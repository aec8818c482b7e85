// A test function given by its formula and by what is published about it.
#pragma once

#include <concepts>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "kernel/sixteen_points.h"
#include "problem/parameters.h"
#include "ravine/capability.h"
#include "ravine/complex.h"
#include "ravine/dual.h"
#include "ravine/problem.h"
#include "ravine/spec.h"

namespace ravine::problem {

/// The scalar of a vector, and the gradient of a formula on such vectors.
template <class X>
using ScalarOf = std::remove_cvref_t<decltype(std::declval<const X&>()[0])>;
template <class X>
using GradientOf = Eigen::Matrix<ScalarOf<X>, Eigen::Dynamic, 1>;

/// f(x), and its gradient where `gradient` (of x's size) is not null: a plain function of VectorXd,
/// or one for any scalar, which complex and dual numbers can go through too:
///
///     constexpr auto sphere_value = []<class X>(const X& x, GradientOf<X>* gradient)
///         -> ScalarOf<X> { ... };
class FormulaFunction {
 public:
  using Plain = double (*)(const VectorXd& x, VectorXd* gradient);

  FormulaFunction(Plain function)  // NOLINT(google-explicit-constructor): reads as the formula
      : real_(function) {}

  template <class F>
  requires std::invocable<const F&, const DualVector&, DualVector*> FormulaFunction(
      F)  // NOLINT(google-explicit-constructor): reads as the formula
      : real_([](const VectorXd& x, VectorXd* gradient) { return F{}(x, gradient); }),
        dual_([](const DualVector& x) { return F{}(x, nullptr); }),
        complex_([](const ComplexVector& x) { return F{}(x, nullptr); }) {}

  /// The formula `f`, which holds no branches, also for many points at once.
  template <class F>
  static FormulaFunction across_lanes(F f) {
    FormulaFunction function(f);
    function.values_ = [](const Points& points, VectorXd& values) {
      values_across([](const auto& x) { return F{}(x, nullptr); }, points, values);
    };
    return function;
  }

  double operator()(const VectorXd& x, VectorXd* gradient) const { return real_(x, gradient); }

  bool templated() const { return dual_ != nullptr; }
  Dual dual(const DualVector& x) const { return dual_(x); }
  Complex complex(const ComplexVector& x) const { return complex_(x); }

  bool batched() const { return values_ != nullptr; }
  void values(const Points& points, VectorXd& values) const { values_(points, values); }

 private:
  Plain real_;
  Dual (*dual_)(const DualVector&) = nullptr;
  Complex (*complex_)(const ComplexVector&) = nullptr;
  void (*values_)(const Points&, VectorXd&) = nullptr;
};

struct Formula {
  FormulaFunction function;
  VectorXd start;  ///< the standard start, whose size is the dimension
  std::optional<double> minimum;
  std::optional<Box> box = {};  ///< none: starts are drawn around the standard one
  /// The terms that read x_i, for a sum of terms that read few (TouchedTerms).
  double (*touched)(const VectorXd& x, Index i) = nullptr;
};

/// `formula` as a problem.
std::unique_ptr<Problem> problem_of(Formula formula);

/// `formula` as a problem without parameters.
Entry<Problem> fixed(std::string name, std::string summary, Formula formula);

/// A problem for any number of dimensions that is a multiple of `multiple`, `formula(n)` making it.
Entry<Problem> scalable(std::string name, std::string summary, Index default_dimension,
                        Index multiple, Formula (*formula)(Index n));

}  // namespace ravine::problem
