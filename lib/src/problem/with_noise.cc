#include "problem/with_noise.h"

#include <bit>
#include <boost/random/normal_distribution.hpp>
#include <cstdint>
#include <limits>
#include <memory>
#include <stdexcept>
#include <utility>

namespace ravine::problem {
namespace {

// SplitMix64 (Steele, Lea & Flood 2014): a counter, whose every value is mixed into 64 random bits.
// It is seeded in one step, unlike the Mersenne twister, and here a seed serves for two numbers.
class SplitMix64 {
 public:
  using result_type = std::uint64_t;
  explicit SplitMix64(std::uint64_t seed) : counter_(seed) {}
  static constexpr result_type min() { return 0; }
  static constexpr result_type max() { return std::numeric_limits<result_type>::max(); }
  result_type operator()() {
    counter_ += 0x9e3779b97f4a7c15U;
    std::uint64_t bits = counter_;
    bits = (bits ^ (bits >> 30U)) * 0xbf58476d1ce4e5b9U;
    bits = (bits ^ (bits >> 27U)) * 0x94d049bb133111ebU;
    return bits ^ (bits >> 31U);
  }

 private:
  std::uint64_t counter_;
};

// A seed for the point x: each coordinate's bits move the counter of what came before.
std::uint64_t seed_at(const VectorXd& x, std::uint64_t seed) {
  std::uint64_t hash = SplitMix64(seed)();
  for (const double coordinate : x) {
    // Zeros of both signs are one point.
    hash = SplitMix64(hash ^ std::bit_cast<std::uint64_t>(coordinate + 0.0))();
  }
  return hash;
}

struct Noise {
  double additive;
  double multiplicative;
  std::uint64_t seed;
};

class NoisyObjective final : public Objective {
 public:
  NoisyObjective(std::unique_ptr<Problem> smooth, Noise noise)
      : smooth_(std::move(smooth)), noise_(noise) {}

  Index dimension() const override { return smooth_->dimension(); }
  double value(const VectorXd& x) const override { return disturb(smooth_->value(x), x); }
  double value_and_gradient(const VectorXd& x, VectorXd& gradient) const override {
    return disturb(smooth_->value_and_gradient(x, gradient), x);
  }

 private:
  double disturb(double value, const VectorXd& x) const {
    SplitMix64 bits(seed_at(x, noise_.seed));
    boost::random::normal_distribution<double> normal;
    const double xi = normal(bits);
    const double eta = normal(bits);
    return value * (1.0 + noise_.multiplicative * xi) + noise_.additive * eta;
  }

  std::unique_ptr<Problem> smooth_;
  Noise noise_;
};

Parameter deviation(std::string name, std::string summary) {
  return {.name = std::move(name), .default_value = "0", .summary = std::move(summary), .low = 0.0};
}

}  // namespace

Entry<Problem> with_noise(Entry<Problem> entry) {
  entry.parameters.push_back(deviation("additive_noise", "standard deviation of noise on f"));
  entry.parameters.push_back(
      deviation("multiplicative_noise", "standard deviation of noise relative to f"));
  entry.parameters.push_back({.name = "noise_seed",
                              .default_value = "1",
                              .summary = "which noise",
                              .low = 0.0,
                              .high = 1e15,
                              .integer = true});
  entry.make = [make = std::move(entry.make)](const Parameters& p) -> std::unique_ptr<Problem> {
    const Noise noise{p.number("additive_noise"), p.number("multiplicative_noise"),
                      static_cast<std::uint64_t>(p.integer("noise_seed"))};
    if (noise.additive > 0.0 || noise.multiplicative > 0.0) {
      std::unique_ptr<Problem> smooth = make(p);
      Facts facts = smooth->facts();
      return std::make_unique<Problem>(std::make_unique<NoisyObjective>(std::move(smooth), noise),
                                       std::move(facts));
    }
    if (p.given("noise_seed")) {
      throw std::invalid_argument(
          "parameter 'noise_seed': expected additive_noise or multiplicative_noise beside it");
    }
    return make(p);
  };
  return entry;
}

}  // namespace ravine::problem
