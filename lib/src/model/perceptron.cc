#include <fmt/format.h>

#include <charconv>
#include <stdexcept>
#include <string>

#include "model/layered.h"
#include "model/models.h"

namespace ravine::model {
namespace {

// "16x8" as {16, 8}.
std::vector<Index> parse_widths(const std::string& text) {
  std::vector<Index> widths;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (true) {
    constexpr Index kLargest = 1'000'000;
    Index width = 0;
    const auto parsed = std::from_chars(at, end, width);
    if (parsed.ec != std::errc() || width < 1 || width > kLargest) break;
    widths.push_back(width);
    if (parsed.ptr == end) return widths;
    if (*parsed.ptr != 'x') break;
    at = parsed.ptr + 1;
  }
  throw std::invalid_argument(fmt::format(
      "model 'perceptron': hidden: expected widths such as 16 or 16x8, got '{}'", text));
}

class Perceptron final : public Architecture {
 public:
  Perceptron(std::vector<Index> hidden, Nonlinearity nonlinearity)
      : hidden_(std::move(hidden)), nonlinearity_(nonlinearity) {}

  OutputKind outputs() const override { return OutputKind::kEither; }
  bool intercept_is_optional() const override { return false; }

  std::unique_ptr<Model> build(const ModelShape& shape) const override {
    if (shape.intercept) {
      throw std::invalid_argument("intercept: model 'perceptron' always has its biases");
    }
    LayeredModel::Layout layout{.widths = {shape.features},
                                .biases = true,
                                .softmax = shape.probabilities,
                                .nonlinearity = nonlinearity_};
    layout.widths.insert(layout.widths.end(), hidden_.begin(), hidden_.end());
    layout.widths.push_back(shape.outputs);
    return std::make_unique<LayeredModel>(std::move(layout));
  }

 private:
  std::vector<Index> hidden_;
  Nonlinearity nonlinearity_;
};

}  // namespace

Entry<Architecture> perceptron() {
  return {"perceptron",
          "hidden layers between x and the scores (Rumelhart, Hinton & Williams 1986)",
          {{.name = "hidden",
            .default_value = "16",
            .summary = "widths of the hidden layers, such as 16 or 16x8",
            .text = true},
           {.name = "activation",
            .default_value = "tanh",
            .summary = "nonlinearity of the hidden layers",
            .choices = {"tanh", "relu"}}},
          [](const Parameters& p) {
            return std::make_unique<Perceptron>(
                parse_widths(p.word("hidden")),
                p.word("activation") == "tanh" ? Nonlinearity::kTanh : Nonlinearity::kRelu);
          }};
}

}  // namespace ravine::model
