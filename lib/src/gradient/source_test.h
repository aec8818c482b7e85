// What the tests of the gradient sources share: sources by name, and a function whose gradient is
// known in long double.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/random.h"
#include "gradient/sources.h"
#include "parallel/backend.h"
#include "ravine/function.h"

namespace ravine {

inline std::vector<Entry<GradientSource>> difference_entries() {
  return {sources::forward(), sources::centered(), sources::centered4(), sources::ridders()};
}

inline std::unique_ptr<GradientSource> source(const std::string& text) {
  const Spec spec(text);
  std::vector<Entry<GradientSource>> entries = difference_entries();
  entries.push_back(sources::complex_step());
  entries.push_back(sources::autodiff());
  for (const auto& entry : entries) {
    if (entry.name == spec.name()) return entry.make(spec.bind(entry.parameters, "gradient"));
  }
  throw std::invalid_argument("no source " + text);
}

/// sum sin(x_i) exp(x_{i+1} / 2), for any scalar.
template <class X>
auto waves_at(const X& x) {
  using std::exp, std::sin;
  std::remove_cvref_t<decltype(x[0])> f = 0.0;
  for (Index i = 0; i < x.size(); ++i) f += sin(x[i]) * exp(0.5 * x[(i + 1) % x.size()]);
  return f;
}

/// The values at the columns of `points`, one by one.
inline void one_by_one(const Objective& f, const Points& points, VectorXd& values) {
  values.resize(points.cols());
  for (Index k = 0; k < points.cols(); ++k) values[k] = f.value(points.col(k));
}

/// The same as an objective that counts its evaluations.
class Waves : public Objective, public AnyScalar {
 public:
  explicit Waves(Index n) : n_(n) {}
  Index dimension() const override { return n_; }
  double value(const VectorXd& x) const override {
    ++calls;
    return waves_at(x);
  }
  Dual dual_value(const DualVector& x) const override {
    ++calls;
    return waves_at(x);
  }
  Complex complex_value(const ComplexVector& x) const override {
    ++calls;
    return waves_at(x);
  }

  /// In long double, term by term.
  std::vector<long double> exact_gradient(const VectorXd& x) const {
    std::vector<long double> g(static_cast<std::size_t>(n_));
    for (Index i = 0; i < n_; ++i) {
      const Index next = (i + 1) % n_;
      const long double growth = std::exp(0.5L * x[next]);
      g[static_cast<std::size_t>(i)] += std::cos(static_cast<long double>(x[i])) * growth;
      g[static_cast<std::size_t>(next)] += 0.5L * std::sin(static_cast<long double>(x[i])) * growth;
    }
    return g;
  }
  mutable std::atomic<Index> calls = 0;

 private:
  Index n_;
};

inline VectorXd random_point(Index n, std::uint64_t seed) {
  Random random(seed, Random::Stream::kStart);
  VectorXd x(n);
  for (double& coordinate : x) coordinate = random.uniform(-2.0, 2.0);
  return x;
}

inline VectorXd gradient_of(GradientSource& source, const Objective& f, const VectorXd& x,
                            const Executor& executor = serial_executor()) {
  VectorXd gradient;
  Probes probes;
  source.gradient(f, executor, x, std::nullopt, gradient, probes);
  return gradient;
}

inline VectorXd gradient_of(const std::string& text, const Objective& f, const VectorXd& x,
                            const Executor& executor = serial_executor()) {
  return gradient_of(*source(text), f, x, executor);
}

/// The Euclidean error of the gradient of `f` at x.
inline double error_of(const std::string& text, const Waves& f, const VectorXd& x) {
  const VectorXd gradient = gradient_of(text, f, x);
  const auto exact = f.exact_gradient(x);
  long double squares = 0.0L;
  for (Index i = 0; i < x.size(); ++i) {
    const long double difference = gradient[i] - exact[static_cast<std::size_t>(i)];
    squares += difference * difference;
  }
  return static_cast<double>(std::sqrt(squares));
}

/// The least-squares slope of log(error) over log(h), for h from `largest` down by halves.
inline double order_of_error(const std::string& name, double largest, int count) {
  const Waves f(6);
  const VectorXd x = random_point(6, 3);
  VectorXd log_h(count);
  VectorXd log_error(count);
  for (int k = 0; k < count; ++k) {
    const double h = largest * std::exp2(-k);
    log_h[k] = std::log(h);
    log_error[k] = std::log(error_of(fmt::format("{}:h={}", name, h), f, x));
  }
  const VectorXd centred = log_h.array() - log_h.mean();
  return centred.dot(log_error) / centred.squaredNorm();
}

/// Tests the counts that `text` claims against the evaluations that it takes, for n coordinates.
inline void expect_cost(const std::string& text, Index n, Index values_known,
                        Index values_unknown) {
  const Waves f(n);
  const VectorXd x = random_point(n, 1);
  const auto source = ravine::source(text);
  VectorXd gradient;
  Probes probes;
  EXPECT_EQ(source->cost(n, true).values, values_known) << text;
  EXPECT_EQ(source->cost(n, false).values, values_unknown) << text;
  EXPECT_EQ(source->cost_with_value(n).values, values_known + 1) << text;
  EXPECT_EQ(source->cost(n, false).gradients, 0) << text;
  const double value = f.value(x);
  const auto calls = [&](const auto& evaluate) {
    f.calls = 0;
    evaluate(*ravine::source(text));  // a new one, which keeps nothing from another gradient
    return f.calls.load();
  };
  EXPECT_EQ(calls([&](GradientSource& fresh) {
              fresh.gradient(f, serial_executor(), x, value, gradient, probes);
            }),
            values_known)
      << text << ' ' << n;
  EXPECT_EQ(calls([&](GradientSource& fresh) {
              fresh.gradient(f, serial_executor(), x, std::nullopt, gradient, probes);
            }),
            values_unknown)
      << text << ' ' << n;
  EXPECT_EQ(calls([&](GradientSource& fresh) {
              EXPECT_EQ(fresh.value_and_gradient(f, serial_executor(), x, gradient, probes), value);
            }),
            values_known + 1)
      << text << ' ' << n;
}

/// Tests that no bit depends on who evaluates.
inline void expect_same_bits(const std::string& text) {
  for (const Index n : {1, 2, 3, 5, 300}) {
    const Waves f(n);
    const VectorXd x = random_point(n, 2);
    const VectorXd reference = gradient_of(text, f, x);
    for (const BackendInfo& backend : backends()) {
      for (const int threads : {1, 2, 4, 7}) {
        const auto executor = make_executor(backend.name, threads);
        EXPECT_TRUE(gradient_of(text, f, x, *executor) == reference)
            << text << ' ' << n << ' ' << backend.name << ':' << threads;
      }
    }
  }
}

}  // namespace ravine
