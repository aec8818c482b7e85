#include "benchmarks/differentiated.h"

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <string_view>
#include <utility>

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
class ValuesAlone final : public Objective {
 public:
  explicit ValuesAlone(std::unique_ptr<Objective> problem) : problem_(std::move(problem)) {}
  Index dimension() const override { return problem_->dimension(); }
  double value(const VectorXd& x) const override { return problem_->value(x); }
  Index lanes() const override { return problem_->lanes(); }
  void values(const Points& points, VectorXd& values) const override {
    problem_->values(points, values);
  }

 private:
  std::unique_ptr<Objective> problem_;
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
  VectorXd start() const override { return VectorXd::LinSpaced(n_, 0.5, 2.0); }

 private:
  Index n_;
  long links_;
};

Differentiated with_gradient_of(std::unique_ptr<Objective> problem) {
  Differentiated made{nullptr, problem->start(2), {}};
  problem->value_and_gradient(made.x, made.exact);
  made.objective = std::move(problem);
  return made;
}

}  // namespace

Differentiated make_differentiated(const std::string& name, Index n) {
  static const std::map<std::string, double> busy = {
      {"busy_100ns", 1e-7}, {"busy_1us", 1e-6}, {"busy_10us", 1e-5}, {"busy_1ms", 1e-3}};
  if (const auto found = busy.find(name); found != busy.end()) {
    auto objective = std::make_unique<Busy>(n, found->second);
    const VectorXd x = objective->start();
    return {std::move(objective), x, 2.0 * x};
  }
  const bool opaque = name == "rosenbrock_opaque";
  const std::size_t colon = std::min(name.find(':'), name.size());
  std::string problem = opaque ? "rosenbrock" : name.substr(0, colon);
  const bool values_alone = problem.ends_with(kValuesAlone);
  if (values_alone) problem.resize(problem.size() - kValuesAlone.size());
  Differentiated made = with_gradient_of(
      make_problem(fmt::format("{}:dimension={}{}", problem, n, name.substr(colon))));
  if (opaque) made.objective = std::make_unique<OpaqueRosenbrock>(n);
  if (values_alone) made.objective = std::make_unique<ValuesAlone>(std::move(made.objective));
  return made;
}

}  // namespace ravine
