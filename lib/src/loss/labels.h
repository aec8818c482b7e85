// Labels of a data set as the targets of a loss, checked.
#pragma once

#include "loss/loss.h"

namespace ravine::loss {

/// The labels as numbers; words are refused. `loss` is the name for messages.
Targets numbers(const DataSet& data, OutputKind kind, const char* loss);

/// Two label values, the smaller as -1 and the larger as +1.
Targets two_classes(const DataSet& data, OutputKind kind, const char* loss);

/// Words or whole numbers, the i-th smallest distinct one as class i; at least two of them.
Targets classes(const DataSet& data, OutputKind kind, const char* loss);

}  // namespace ravine::loss
