#include "gradient/sources.h"
#include "ravine/catalog.h"

namespace ravine {

const Table<GradientSource>& gradient_sources() {
  static const Table<GradientSource> table("gradient", {
                                                           sources::analytic(),
                                                           sources::forward(),
                                                           sources::centered(),
                                                           sources::centered4(),
                                                           sources::ridders(),
                                                           sources::complex_step(),
                                                           sources::autodiff(),
                                                       });
  return table;
}

}  // namespace ravine
