// The table entries of the gradient sources, one function a source.
#pragma once

#include "ravine/core/spec.h"
#include "ravine/gradient/gradient_source.h"

namespace ravine::sources {

Entry<GradientSource> analytic();
Entry<GradientSource> forward();
Entry<GradientSource> centered();

}  // namespace ravine::sources
