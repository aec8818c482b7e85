#include "benchmarks/differentiated.h"

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <string_view>
#include <utility>

#include "ravine/capability.h"
#include "ravine/catalog.h"

namespace ravine {
namespace {

class OpaqueRosenbrock final : public Objective {
 public:
  explicit OpaqueRosenbrock(Index n) : n_(n) {}
  Index dimension() const override { return n_; }
  double value(const VectorXd& x) const override { return chained_rosenbrock(x); }

 private:
  Index n_;
};

constexpr std::string_view kValuesAlone = "_batched";

/// A problem's values, one or many at a time, and nothing else that it offers.
class ValuesAlone final : public Objective, public ManyPoints {
 public:
  explicit ValuesAlone(std::shared_ptr<const Objective> of)
      : of_(std::move(of)), many_(capability<ManyPoints>(*of_)) {}
  Index dimension() const override { return of_->dimension(); }
  double value(const VectorXd& x) const override { return of_->value(x); }
  Index lanes() const override { return many_ != nullptr ? many_->lanes() : 1; }
  void values(const Points& points, VectorXd& values) const override {
    many_->values(points, values);
  }

 private:
  std::shared_ptr<const Objective> of_;
  const ManyPoints* many_;
};

// A chain of operations that each wait for the one before.
void spend(long links) {
  double link = 1.0;
  for (long k = 0; k < links; ++k) link = 0.999999 * link + 1e-7;
  benchmark::DoNotOptimize(link);
}

double seconds_per_link() {
  static const double measured = [] {
    constexpr long kLinks = 20'000'000;
    spend(kLinks / 10);
    const auto start = std::chrono::steady_clock::now();
    spend(kLinks);
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count() /
           static_cast<double>(kLinks);
  }();
  return measured;
}

/// The sum of squares, each value of which takes the given time.
class Busy final : public Objective {
 public:
  Busy(Index n, double seconds) : n_(n), links_(static_cast<long>(seconds / seconds_per_link())) {}
  Index dimension() const override { return n_; }
  double value(const VectorXd& x) const override {
    spend(links_);
    return x.squaredNorm();
  }

 private:
  Index n_;
  long links_;
};

Differentiated with_gradient_of(std::shared_ptr<const Problem> problem) {
  Differentiated made{nullptr, problem->start(2), {}};
  problem->value_and_gradient(made.x, made.exact);
  made.objective = {problem, &problem->objective()};
  return made;
}

}  // namespace

Differentiated make_differentiated(const std::string& name, Index n) {
  static const std::map<std::string, double> busy = {
      {"busy_100ns", 1e-7}, {"busy_1us", 1e-6}, {"busy_10us", 1e-5}, {"busy_1ms", 1e-3}};
  if (const auto found = busy.find(name); found != busy.end()) {
    const VectorXd x = VectorXd::LinSpaced(n, 0.5, 2.0);
    return {std::make_shared<Busy>(n, found->second), x, 2.0 * x};
  }
  const bool opaque = name == "rosenbrock_opaque";
  const std::size_t colon = std::min(name.find(':'), name.size());
  std::string problem = opaque ? "rosenbrock" : name.substr(0, colon);
  const bool values_alone = problem.ends_with(kValuesAlone);
  if (values_alone) problem.resize(problem.size() - kValuesAlone.size());
  Differentiated made = with_gradient_of(
      make_problem(fmt::format("{}:dimension={}{}", problem, n, name.substr(colon))));
  if (opaque) made.objective = std::make_shared<OpaqueRosenbrock>(n);
  if (values_alone) made.objective = std::make_shared<ValuesAlone>(std::move(made.objective));
  return made;
}

}  // namespace ravine
