// All that a user of Ravine needs.
#pragma once

#include "ravine/capability.h"           // IWYU pragma: export
#include "ravine/catalog.h"              // IWYU pragma: export
#include "ravine/check_gradient.h"       // IWYU pragma: export
#include "ravine/finite_sum.h"           // IWYU pragma: export
#include "ravine/minimize.h"             // IWYU pragma: export
#include "ravine/objective.h"            // IWYU pragma: export
#include "ravine/optimizer.h"            // IWYU pragma: export
#include "ravine/options.h"              // IWYU pragma: export
#include "ravine/oracle.h"               // IWYU pragma: export
#include "ravine/partially_separable.h"  // IWYU pragma: export
#include "ravine/problem.h"              // IWYU pragma: export
#include "ravine/reader.h"               // IWYU pragma: export
#include "ravine/result.h"               // IWYU pragma: export
#include "ravine/risk.h"                 // IWYU pragma: export
