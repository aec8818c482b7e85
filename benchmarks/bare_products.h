// The matrix products of a reduction alone, each as a pass of its own over the data, without a
// loss. Reductions are compared with them. They go through Eigen, with the rows spread over an
// executor, and through OpenBLAS with its own threads where it was found.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "ravine/executor.h"
#include "ravine/features.h"

namespace ravine {

/// The products of one gradient of a network of `widths` (features, hidden layers, outputs) on all
/// rows of x at once: A_l = A_{l-1} W_l' forward, D_{l-1} = D_l W_l and G_l = D_l' A_{l-1} back.
class BareProducts {
 public:
  virtual ~BareProducts() = default;
  /// Runs them once, on all of `executor`'s threads.
  virtual void run(const Executor& executor) = 0;
};

/// The libraries that are there: "eigen", and "openblas" where it was found.
const std::vector<std::string>& product_libraries();

/// Of sparse x there are those of one output alone, and only Eigen's. Keeps a reference to x;
/// throws std::invalid_argument where there is no such library or no such products.
std::unique_ptr<BareProducts> make_bare_products(const std::string& library, const Features& x,
                                                 const std::vector<Index>& widths);

/// Multiplications and additions of the products above.
double flops(const Features& x, const std::vector<Index>& widths);

}  // namespace ravine
