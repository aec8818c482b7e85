// All that a user of Ravine needs.
#pragma once

#include "ravine/catalog/catalog.h"           // IWYU pragma: export
#include "ravine/catalog/minimize.h"          // IWYU pragma: export
#include "ravine/catalog/risk.h"              // IWYU pragma: export
#include "ravine/core/hessian_products.h"     // IWYU pragma: export
#include "ravine/core/objective.h"            // IWYU pragma: export
#include "ravine/core/options.h"              // IWYU pragma: export
#include "ravine/core/partially_separable.h"  // IWYU pragma: export
#include "ravine/core/result.h"               // IWYU pragma: export
#include "ravine/data/reader.h"               // IWYU pragma: export
