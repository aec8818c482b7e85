#include "model/layered.h"
#include "model/models.h"

namespace ravine::model {
namespace {

class Linear final : public Architecture {
 public:
  OutputKind outputs() const override { return OutputKind::kOne; }
  std::unique_ptr<Model> build(const ModelShape& shape) const override {
    return std::make_unique<LayeredModel>(
        LayeredModel::Layout{.widths = {shape.features, 1}, .biases = shape.intercept});
  }
};

}  // namespace

Entry<Architecture> linear() {
  return {
      "linear", "one score w'x, with b where an intercept is asked for", {}, [](const Parameters&) {
        return std::make_unique<Linear>();
      }};
}

}  // namespace ravine::model
