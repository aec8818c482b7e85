#include "oracle/term_table.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <vector>

#include "gradient/sources.h"
#include "oracle/least_squares_test.h"

namespace ravine {
namespace {

// After a pass at x, the mean over all terms is the gradient at x, whatever was in the table
// before. The mean change of a batch that is put in twice at the same point is zero.
TEST(TermTable, HoldsTheGradientsOfTheLastPoints) {
  const Entry<GradientSource> analytic = sources::analytic();
  const auto source = analytic.make(Spec(analytic.name).bind(analytic.parameters, "gradient"));
  for (const bool linear : {true, false}) {
    const LeastSquares sum(9, 4, linear);
    TermTable table(sum, *source);
    VectorXd mean;
    VectorXd change;
    Probes probes;
    const VectorXd x = VectorXd::LinSpaced(4, -1.0, 2.0);
    const VectorXd other = VectorXd::Constant(4, 0.3);
    const std::vector<Index> some = {4, 0, 8};
    table.replace(serial_executor(), some, other, mean, change, probes);
    for (const std::vector<Index>& batch :
         std::vector<std::vector<Index>>{{0, 1, 2}, {8, 7, 6}, {3}, {5, 4}}) {
      table.replace(serial_executor(), batch, x, mean, change, probes);
    }
    table.replace(serial_executor(), some, x, mean, change, probes);
    EXPECT_LE(change.norm(), 1e-15) << linear;
    VectorXd gradient;
    sum.value_and_gradient(x, gradient);
    EXPECT_LE((mean - gradient).norm(), 1e-13) << linear;
  }
}

}  // namespace
}  // namespace ravine
