#include "model/layered.h"
#include "model/models.h"

namespace ravine::model {
namespace {

class SoftmaxLinear final : public Architecture {
 public:
  OutputKind outputs() const override { return OutputKind::kPerClass; }
  std::unique_ptr<Model> build(const ModelShape& shape) const override {
    return std::make_unique<LayeredModel>(
        LayeredModel::Layout{.widths = {shape.features, shape.outputs},
                             .biases = shape.intercept,
                             .softmax = shape.probabilities});
  }
};

}  // namespace

Entry<Architecture> softmax_linear() {
  return {"softmax_linear",
          "a score W'x a class, with b where an intercept is asked for",
          {},
          [](const Parameters&) { return std::make_unique<SoftmaxLinear>(); }};
}

}  // namespace ravine::model
