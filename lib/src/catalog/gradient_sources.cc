#include "gradient/sources.h"
#include "ravine/catalog.h"

namespace ravine {

namespace {

Entry<GradientSource> of(std::string family, Entry<GradientSource> entry) {
  entry.family = std::move(family);
  return entry;
}

}  // namespace

const Table<GradientSource>& gradient_sources() {
  static const Table<GradientSource> table("gradient", {
                                                           of("exact", sources::analytic()),
                                                           of("differences", sources::forward()),
                                                           of("differences", sources::centered()),
                                                           of("differences", sources::centered4()),
                                                           of("differences", sources::ridders()),
                                                           of("exact", sources::complex_step()),
                                                           of("exact", sources::autodiff()),
                                                       });
  return table;
}

}  // namespace ravine
