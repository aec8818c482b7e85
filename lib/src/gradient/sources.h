// The table entries of the gradient sources, one function a source.
#pragma once

#include "gradient/gradient_source.h"
#include "ravine/spec.h"

namespace ravine::sources {

Entry<GradientSource> analytic();
Entry<GradientSource> forward();
Entry<GradientSource> centered();
Entry<GradientSource> centered4();
Entry<GradientSource> ridders();
Entry<GradientSource> complex_step();
Entry<GradientSource> autodiff();

}  // namespace ravine::sources
