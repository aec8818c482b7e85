#include "optimizer/cma_es/descent.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

namespace ravine::optimizers {
namespace {

constexpr double kMaxCondition = 1e14;
constexpr double kMaxGrowth = 1e4;       // of the longest axis, over the first sigma
constexpr std::size_t kLongest = 20000;  // generations of history
constexpr int kMaxBlind = 60;            // from any width down to one that is lost in rounding

double median_of(std::span<const double> values) {
  std::vector<double> copy(values.begin(), values.end());
  const auto middle = copy.begin() + static_cast<std::ptrdiff_t>(copy.size() / 2);
  std::nth_element(copy.begin(), middle, copy.end());
  return *middle;
}

/// True where the last 30 % of `values` are, in the median, no lower than the first 30 %.
bool no_lower(std::span<const double> values) {
  const std::size_t part = values.size() * 3 / 10;
  return median_of(values.last(part)) >= median_of(values.first(part));
}

/// The values' order; what is not finite counts as infinitely high, and equal values keep theirs.
std::vector<Index> ranked(VectorXd& values) {
  for (double& value : values) {
    if (!std::isfinite(value)) value = std::numeric_limits<double>::infinity();
  }
  std::vector<Index> order(static_cast<std::size_t>(values.size()));
  std::iota(order.begin(), order.end(), Index{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](Index a, Index b) { return values[a] < values[b]; });
  return order;
}

std::optional<CmaEnd> reason_to_end(const CmaDistribution& distribution, const CmaHistory& history,
                                    const CmaStart& start, Index evaluations) {
  if (history.flat()) return CmaEnd::kConverged;
  if (distribution.widest_coordinate() < start.tolerance * start.sigma) return CmaEnd::kConverged;
  if (distribution.lost_in_rounding()) return CmaEnd::kConverged;
  const bool too_wide = !(distribution.longest_axis() <= kMaxGrowth * start.sigma);
  const bool too_long = evaluations >= start.max_evaluations;
  if (too_wide || too_long || !(distribution.condition() <= kMaxCondition) || history.stagnant()) {
    return CmaEnd::kStalled;
  }
  return std::nullopt;
}

}  // namespace

CmaHistory::CmaHistory(Index n, Index population, double tolerance) : tolerance_(tolerance) {
  const double share = 30.0 * static_cast<double>(n) / static_cast<double>(population);
  short_term_ = 10 + static_cast<std::size_t>(std::ceil(share));
  long_term_ = 120 + static_cast<std::size_t>(std::ceil(share));
}

void CmaHistory::add(std::span<const double> sorted) {
  best_.push_back(sorted.front());
  median_.push_back(sorted[sorted.size() / 2]);
  spread_ = sorted.back() - sorted.front();
}

bool CmaHistory::flat() const {
  if (best_.size() < short_term_ || !(spread_ <= tolerance_)) return false;
  const auto recent = std::span(best_).last(short_term_);
  const auto [low, high] = std::minmax_element(recent.begin(), recent.end());
  return *high - *low <= tolerance_;
}

bool CmaHistory::stagnant() const {
  const std::size_t window = std::clamp(best_.size() / 5, long_term_, kLongest);
  if (best_.size() < window) return false;
  return no_lower(std::span(best_).last(window)) && no_lower(std::span(median_).last(window));
}

CmaOutcome descend(Oracle& oracle, Random& random, const CmaStart& start, Incumbent& incumbent) {
  CmaDistribution distribution(start.mean, start.sigma, start.population);
  CmaHistory history(start.mean.size(), start.population, start.tolerance);
  VectorXd values(start.population);
  std::vector<double> sorted(static_cast<std::size_t>(start.population));
  Index evaluations = 0;
  int blind = 0;
  while (true) {
    const std::vector<VectorXd>& points = distribution.sample(random);
    if (!oracle.values(points, values)) return {CmaEnd::kOver, evaluations};
    evaluations += start.population;
    const std::vector<Index> order = ranked(values);
    for (std::size_t i = 0; i < order.size(); ++i) sorted[i] = values[order[i]];
    if (sorted.front() < incumbent.value) {
      incumbent = {points[static_cast<std::size_t>(order.front())], sorted.front()};
    }
    if (std::isfinite(incumbent.value) && !oracle.accept(incumbent.x, incumbent.value)) {
      return {CmaEnd::kOver, evaluations};
    }
    if (std::isinf(sorted.front())) {
      if (++blind == kMaxBlind) return {CmaEnd::kBlind, evaluations};
      distribution.shrink();
      continue;
    }
    blind = 0;
    distribution.update(order);
    history.add(sorted);
    if (const auto end = reason_to_end(distribution, history, start, evaluations)) {
      return {*end, evaluations};
    }
  }
}

}  // namespace ravine::optimizers
