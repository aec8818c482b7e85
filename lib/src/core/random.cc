#include "core/random.h"

#include <boost/random/normal_distribution.hpp>
#include <boost/random/seed_seq.hpp>
#include <boost/random/uniform_int_distribution.hpp>
#include <boost/random/uniform_real_distribution.hpp>
#include <utility>

namespace ravine {

Random::Random(std::uint64_t seed, Stream stream) {
  const std::uint32_t words[] = {static_cast<std::uint32_t>(seed),
                                 static_cast<std::uint32_t>(seed >> 32U),
                                 static_cast<std::uint32_t>(stream)};
  boost::random::seed_seq sequence(std::begin(words), std::end(words));
  engine_.seed(sequence);
}

double Random::uniform(double low, double high) {
  return boost::random::uniform_real_distribution<double>(low, high)(engine_);
}

double Random::normal() { return boost::random::normal_distribution<double>()(engine_); }

Eigen::Index Random::below(Eigen::Index bound) {
  return boost::random::uniform_int_distribution<Eigen::Index>(0, bound - 1)(engine_);
}

Eigen::VectorXd Random::direction(Eigen::Index n) {
  Eigen::VectorXd d(n);
  do {
    for (double& entry : d) entry = normal();
  } while (d.squaredNorm() == 0.0);
  return d.normalized();
}

void Random::shuffle(std::span<Eigen::Index> items) {
  for (std::size_t i = items.size(); i > 1; --i) {
    std::swap(items[i - 1], items[static_cast<std::size_t>(below(static_cast<Eigen::Index>(i)))]);
  }
}

}  // namespace ravine
