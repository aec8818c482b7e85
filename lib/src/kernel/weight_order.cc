#include "kernel/weight_order.h"

#include <algorithm>

#include "kernel/lanes.h"

namespace ravine {
namespace {

// Calls `call(by_output, by_columns, count)` for each run of numbers that lie side by side in both
// orders, with the places where it begins.
template <class Call>
void for_each_run(OutputShape shape, Call&& call) {
  const Index whole = shape.features / kLanes * kLanes;
  for (Index j = 0; j < shape.features; j += kLanes) {
    const Index count = j < whole ? kLanes : shape.features - whole;
    for (Index c = 0; c < shape.outputs; ++c) {
      call(c * shape.features + j, j * shape.outputs + c * count, count);
    }
  }
}

}  // namespace

bool faster_by_columns(OutputShape shape) {
  return shape.outputs > 1 && shape.outputs <= kMostOutputsByColumns && shape.features > kLanes;
}

void to_columns(OutputShape shape, const double* by_output, double* by_columns) {
  for_each_run(shape, [&](Index from, Index to, Index count) {
    std::copy_n(by_output + from, count, by_columns + to);
  });
}

void to_outputs(OutputShape shape, const double* by_columns, double* by_output) {
  for_each_run(shape, [&](Index to, Index from, Index count) {
    std::copy_n(by_columns + from, count, by_output + to);
  });
}

}  // namespace ravine
