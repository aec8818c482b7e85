#include "problem/formula.h"

namespace ravine::problem {
namespace {

class FormulaObjective final : public Objective,
                               public ManyPoints,
                               public TouchedTerms,
                               public AnyScalar {
 public:
  explicit FormulaObjective(const Formula& formula)
      : dimension_(formula.start.size()), function_(formula.function), touched_(formula.touched) {}

  Index dimension() const override { return dimension_; }
  double value(const VectorXd& x) const override { return function_(x, nullptr); }
  double value_and_gradient(const VectorXd& x, VectorXd& gradient) const override {
    gradient.resize(x.size());
    return function_(x, &gradient);
  }

  Index lanes() const override { return function_.batched() ? SixteenPoints::kCount : 1; }
  void values(const Points& points, VectorXd& values) const override {
    function_.values(points, values);
  }
  bool has_touched_terms() const override { return touched_ != nullptr; }
  double touched_value(const VectorXd& x, Index i) const override { return touched_(x, i); }
  bool takes_any_scalar() const override { return function_.templated(); }
  Dual dual_value(const DualVector& x) const override { return function_.dual(x); }
  Complex complex_value(const ComplexVector& x) const override { return function_.complex(x); }

 private:
  Index dimension_;
  FormulaFunction function_;
  double (*touched_)(const VectorXd& x, Index i);
};

}  // namespace

std::unique_ptr<Problem> problem_of(Formula formula) {
  Facts facts{.start = formula.start, .minimum = formula.minimum};
  if (formula.box) facts.seeded_start = starts_in(*formula.box, formula.start.size());
  return std::make_unique<Problem>(std::make_unique<FormulaObjective>(formula), std::move(facts));
}

Entry<Problem> fixed(std::string name, std::string summary, Formula formula) {
  return {
      std::move(name), std::move(summary), {}, [formula = std::move(formula)](const Parameters&) {
        return problem_of(formula);
      }};
}

Entry<Problem> scalable(std::string name, std::string summary, Index default_dimension,
                        Index multiple, Formula (*formula)(Index n)) {
  return {std::move(name),
          std::move(summary),
          {dimension_parameter(default_dimension, multiple)},
          [multiple, formula](const Parameters& p) {
            return problem_of(formula(dimension_of(p, multiple)));
          }};
}

}  // namespace ravine::problem
