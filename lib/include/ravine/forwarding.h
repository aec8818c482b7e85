// An objective of a program that frees memory in another way than the library (ravine/memory.h).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <utility>

#include "ravine/capability.h"
#include "ravine/complex.h"
#include "ravine/dual.h"
#include "ravine/finite_sum.h"
#include "ravine/memory.h"

namespace ravine::detail {

/// Forwards to `inner`, which writes to vectors of the program's own alone. `Base` is FiniteSum
/// where `inner` is one, and else Objective.
template <class Base>
class Forwarding : public Base,
                   public ParallelEvaluation,
                   public ManyPoints,
                   public TouchedTerms,
                   public AnyScalar,
                   public HessianProducts,
                   public Flat {
 public:
  explicit Forwarding(std::shared_ptr<const Objective> inner)
      : kept_(std::move(inner)), inner_(*kept_) {}
  explicit Forwarding(const Objective& inner) : inner_(inner) {}

  Index dimension() const override { return inner_.dimension(); }
  double value(const VectorXd& x) const override { return inner_.value(x); }
  double value_and_gradient(const VectorXd& x, VectorXd& gradient) const override {
    return written(gradient, [&](VectorXd& own) { return inner_.value_and_gradient(x, own); });
  }

  double value_on(const Executor& executor, const VectorXd& x) const override {
    const auto* const offer = capability<ParallelEvaluation>(inner_);
    return offer != nullptr ? offer->value_on(executor, x) : value(x);
  }
  double value_and_gradient_on(const Executor& executor, const VectorXd& x,
                               VectorXd& gradient) const override {
    const auto* const offer = capability<ParallelEvaluation>(inner_);
    if (offer == nullptr) return value_and_gradient(x, gradient);
    return written(gradient,
                   [&](VectorXd& own) { return offer->value_and_gradient_on(executor, x, own); });
  }

  Index lanes() const override {
    const auto* const offer = capability<ManyPoints>(inner_);
    return offer != nullptr ? offer->lanes() : 1;
  }
  void values(const Points& points, VectorXd& values) const override {
    written(values, [&](VectorXd& own) {
      capability<ManyPoints>(inner_)->values(points, own);
      return 0.0;
    });
  }

  bool has_touched_terms() const override { return capability<TouchedTerms>(inner_) != nullptr; }
  double touched_value(const VectorXd& x, Index i) const override {
    return capability<TouchedTerms>(inner_)->touched_value(x, i);
  }

  bool takes_any_scalar() const override { return capability<AnyScalar>(inner_) != nullptr; }
  Dual dual_value(const DualVector& x) const override {
    return capability<AnyScalar>(inner_)->dual_value(x);
  }
  Complex complex_value(const ComplexVector& x) const override {
    return capability<AnyScalar>(inner_)->complex_value(x);
  }

  bool has_hessian_products() const override {
    return capability<HessianProducts>(inner_) != nullptr;
  }
  void hessian_product_on(const Executor& executor, const VectorXd& x, const VectorXd& v,
                          VectorXd& product) const override {
    written(product, [&](VectorXd& own) {
      capability<HessianProducts>(inner_)->hessian_product_on(executor, x, v, own);
      return 0.0;
    });
  }

  bool is_flat() const override { return capability<Flat>(inner_) != nullptr; }

 protected:
  const Objective& inner() const { return inner_; }

  /// Calls `write` with a copy of `theirs` and hands over what it makes of it.
  template <class Write>
  static double written(VectorXd& theirs, Write&& write) {
    VectorXd own = theirs;
    const double value = write(own);
    hand_over(own, theirs);
    return value;
  }

 private:
  std::shared_ptr<const Objective> kept_;
  const Objective& inner_;
};

class ForwardingSum final : public Forwarding<FiniteSum> {
 public:
  using Forwarding::Forwarding;

  Index terms() const override { return sum().terms(); }
  double batch_value(const Executor& executor, const Batch& batch,
                     const VectorXd& x) const override {
    return sum().batch_value(executor, batch, x);
  }
  double batch_value_and_gradient(const Executor& executor, const Batch& batch, const VectorXd& x,
                                  VectorXd& gradient) const override {
    return written(gradient, [&](VectorXd& own) {
      return sum().batch_value_and_gradient(executor, batch, x, own);
    });
  }

 private:
  const FiniteSum& sum() const { return *capability<FiniteSum>(inner()); }
};

/// Calls `use` with an objective that the library may use: `f`, or one that forwards to it.
template <class Use>
auto with_library_memory(const Objective& f, Use&& use) {
  if constexpr (kSameMemory) {
    return use(f);
  } else {
    if (capability<FiniteSum>(f) != nullptr) return use(ForwardingSum(f));
    return use(Forwarding<Objective>(f));
  }
}

/// The same for an objective that the library keeps.
inline std::unique_ptr<const Objective> for_library(std::unique_ptr<const Objective> f) {
  if constexpr (!kSameMemory) {
    const bool sum = capability<FiniteSum>(*f) != nullptr;
    std::shared_ptr<const Objective> kept = std::move(f);
    if (sum) return std::make_unique<ForwardingSum>(std::move(kept));
    return std::make_unique<Forwarding<Objective>>(std::move(kept));
  }
  return f;
}

/// The same for a function whose vector the library frees.
inline std::function<VectorXd(std::uint64_t)> for_library(
    std::function<VectorXd(std::uint64_t)> make) {
  if (kSameMemory || !make) return make;
  return [make = std::move(make)](std::uint64_t seed) {
    VectorXd made;
    hand_over(make(seed), made);
    return made;
  };
}

/// f(x), and its gradient in memory of the library's.
RAVINE_EXPORT std::shared_ptr<VectorXd> gradient_of(const Objective& f, const VectorXd& x,
                                                    double& value);

}  // namespace ravine::detail
