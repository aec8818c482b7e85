#include "problem/formula.h"

#include "problem/parameters.h"
#include "ravine/random.h"

namespace ravine::problem {
namespace {

class FormulaObjective final : public Objective {
 public:
  explicit FormulaObjective(Formula formula) : formula_(std::move(formula)) {}

  Index dimension() const override { return formula_.start.size(); }
  double value(const VectorXd& x) const override { return formula_.function(x, nullptr); }
  bool has_gradient() const override { return true; }
  double value_and_gradient(const VectorXd& x, VectorXd& gradient) const override {
    gradient.resize(x.size());
    return formula_.function(x, &gradient);
  }

  Index lanes() const override { return formula_.function.batched() ? Lanes::kCount : 1; }
  void values(const Points& points, VectorXd& values) const override {
    if (!formula_.function.batched()) return Objective::values(points, values);
    formula_.function.values(points, values);
  }
  bool partially_separable() const override { return formula_.touched != nullptr; }
  double touched_value(const VectorXd& x, Index i) const override {
    return formula_.touched != nullptr ? formula_.touched(x, i) : value(x);
  }
  bool templated() const override { return formula_.function.templated(); }
  Dual dual_value(const DualVector& x) const override {
    return templated() ? formula_.function.dual(x) : Objective::dual_value(x);
  }
  Complex complex_value(const ComplexVector& x) const override {
    return templated() ? formula_.function.complex(x) : Objective::complex_value(x);
  }

  std::optional<double> minimum() const override { return formula_.minimum; }
  VectorXd start() const override { return formula_.start; }
  VectorXd start(std::uint64_t seed) const override {
    if (seed == 1 || !formula_.box) return Objective::start(seed);
    Random random(seed, Random::Stream::kStart);
    VectorXd x(dimension());
    for (double& coordinate : x) coordinate = random.uniform(formula_.box->low, formula_.box->high);
    return x;
  }

 private:
  Formula formula_;
};

}  // namespace

std::unique_ptr<Objective> objective_of(Formula formula) {
  return std::make_unique<FormulaObjective>(std::move(formula));
}

Entry<Objective> fixed(std::string name, std::string summary, Formula formula) {
  return {
      std::move(name), std::move(summary), {}, [formula = std::move(formula)](const Parameters&) {
        return objective_of(formula);
      }};
}

Entry<Objective> scalable(std::string name, std::string summary, Index default_dimension,
                          Index multiple, Formula (*formula)(Index n)) {
  return {std::move(name),
          std::move(summary),
          {dimension_parameter(default_dimension, multiple)},
          [multiple, formula](const Parameters& p) {
            return objective_of(formula(dimension_of(p, multiple)));
          }};
}

}  // namespace ravine::problem
