// The powers of a share that is kept at each step, which correct the bias of a running mean.
#pragma once

namespace ravine {

/// beta^t for t = 1, 2, ..., with beta in [0, 1); 0 from where 1 - beta^t is 1 in doubles. It would
/// else end as a subnormal number, which many machines multiply several times as slowly.
class FadingPower {
 public:
  explicit FadingPower(double beta) : beta_(beta) {}

  double next() {
    power_ *= beta_;
    if (power_ < kFaded) power_ = 0.0;
    return power_;
  }

 private:
  static constexpr double kFaded = 0x1p-54;

  double beta_;
  double power_ = 1.0;
};

}  // namespace ravine
