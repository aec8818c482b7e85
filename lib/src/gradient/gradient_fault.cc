// The mistakes that gradients are written with, each as what the entries would then be.
#include "gradient/gradient_fault.h"

#include <fmt/format.h>

#include <cmath>
#include <functional>
#include <limits>
#include <optional>

namespace ravine {
namespace {

// A mistake explains an entry to this share of it.
constexpr double kAlike = 1e-4;
constexpr double kFree = std::numeric_limits<double>::quiet_NaN();

class Patterns {
 public:
  explicit Patterns(const WrongGradient& seen) : seen_(seen), n_(seen.gradient.size()) {
    for (const double d : seen.difference) {
      if (std::abs(d) > largest_) largest_ = std::abs(d);  // no NaN
    }
  }

  Index size() const { return n_; }
  double entry(Index i) const { return seen_.gradient[i]; }
  double difference(Index i) const { return seen_.difference[i]; }

  /// True where the gradient's entry i is `expected`, which may be free.
  bool is(Index i, double expected) const {
    if (!std::isfinite(expected)) return true;
    const double size = std::max(std::abs(entry(i)), std::abs(expected));
    const double slack = kAlike * size + 8.0 * seen_.error[i] + 1e-9 * largest_;
    return std::abs(entry(i) - expected) <= slack;
  }

  /// True where every entry is what `expected` says, and one of the wrong ones is so for certain.
  bool all(const std::function<double(Index)>& expected) const {
    bool told = false;
    for (Index i = 0; i < n_; ++i) {
      if (!is(i, expected(i))) return false;
    }
    for (const Index i : seen_.wrong) told = told || std::isfinite(expected(i));
    return told;
  }

  /// True where each wrong entry is the same multiple of its difference.
  bool times(double factor) const {
    for (const Index i : seen_.wrong) {
      if (!is(i, factor * difference(i))) return false;
    }
    return true;
  }

 private:
  const WrongGradient& seen_;
  Index n_;
  double largest_ = 0.0;  // difference
};

bool swapped(const Patterns& p, const std::vector<Index>& wrong) {
  return wrong.size() == 2 && p.is(wrong[0], p.difference(wrong[1])) &&
         p.is(wrong[1], p.difference(wrong[0]));
}

/// Entry i holds the derivative of `by` coordinates before; what comes in at the edge is free.
bool shifted(const Patterns& p, Index by) {
  return p.all([&](Index i) {
    const Index from = i - by;
    return from >= 0 && from < p.size() ? p.difference(from) : kFree;
  });
}

bool reversed(const Patterns& p) {
  return p.all([&](Index i) { return p.difference(p.size() - 1 - i); });
}

/// The rows of the matrix whose transpose the gradient is, entry by entry.
std::optional<Index> transposed(const Patterns& p) {
  const Index n = p.size();
  for (Index rows = 2; rows <= n / 2; ++rows) {
    if (n % rows != 0) continue;
    const Index columns = n / rows;
    const auto expected = [&](Index i) { return p.difference(i % columns * rows + i / columns); };
    if (p.all(expected)) return rows;
  }
  return std::nullopt;
}

/// c where the gradient is the difference plus c x: a penalty is forgotten or counted twice.
std::optional<double> penalty(const Patterns& p, const VectorXd& x,
                              const std::vector<Index>& wrong) {
  if (wrong.size() < 2 || x[wrong[0]] == 0.0) return std::nullopt;
  const double c = (p.entry(wrong[0]) - p.difference(wrong[0])) / x[wrong[0]];
  if (!p.all([&](Index i) { return p.difference(i) + c * x[i]; })) return std::nullopt;
  return c;
}

}  // namespace

std::string likely_error(const WrongGradient& seen) {
  const Patterns p(seen);
  const Index first = seen.wrong.front();
  const bool one = seen.wrong.size() == 1;
  if (p.times(0.0)) return "zero: the entry is forgotten or overwritten";
  if (p.times(-1.0)) return "the sign is wrong";
  if (p.times(0.5)) return "a factor 2 is missing";
  if (p.times(2.0)) return "a factor 2 is too much";
  if (swapped(p, seen.wrong)) {
    return fmt::format("entries {} and {} are swapped", seen.wrong[0], seen.wrong[1]);
  }
  if (shifted(p, 1) || shifted(p, -1)) {
    return fmt::format(
        "the index is shifted by one: entry i holds the derivative by x_(i {} 1), as where indices "
        "from 0 and from 1 meet",
        shifted(p, 1) ? '-' : '+');
  }
  if (reversed(p)) return "the entries are in reverse order";
  if (const auto rows = transposed(p)) {
    return fmt::format("transposed: the entries are those of a {} x {} matrix, column by column",
                       *rows, p.size() / *rows);
  }
  if (const auto c = penalty(p, seen.x, seen.wrong)) {
    return fmt::format("{:.4g} x is {}, as where a penalty is in one of value and gradient alone",
                       std::abs(*c), *c > 0.0 ? "too much" : "missing");
  }
  const double factor = p.entry(first) / p.difference(first);
  if (!one && p.times(factor)) return fmt::format("a factor {:.6g} is too much", factor);
  return one ? "this entry alone is wrong"
             : fmt::format("the {} entries have no simple pattern", seen.wrong.size());
}

}  // namespace ravine
