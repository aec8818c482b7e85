// Noisy versions of the test functions, f(x) (1 + sigma_m xi(x)) + sigma_a eta(x) with xi and eta
// standard normal (Moré & Wild 2009, section 4.3, whose noise is a function of x as well).
#pragma once

#include "ravine/problem.h"
#include "ravine/spec.h"

namespace ravine::problem {

/// The problem of `entry` with three more parameters: `additive_noise` (sigma_a),
/// `multiplicative_noise` (sigma_m), both at least 0, and `noise_seed`.
///
/// `noise_seed` and the bits of x fix xi and eta; the number of evaluations before does not matter.
/// So they are the same for any number of threads, and evaluating a point again averages nothing
/// out. The gradient, the minimum and the starts are those of the function without noise. Throws
/// std::invalid_argument where a `noise_seed` is given and no noise.
Entry<Problem> with_noise(Entry<Problem> entry);

}  // namespace ravine::problem
