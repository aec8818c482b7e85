#include <memory>
#include <string>

#include "catalog/risk_problems.h"
#include "data/generators.h"
#include "data/locate.h"
#include "ravine/catalog.h"
#include "ravine/reader.h"

namespace ravine {
namespace {

Entry<DataSet> committed(const std::string& name, const std::string& file,
                         const std::string& summary) {
  return {name, summary, {}, [=](const Parameters&) {
            auto data = std::make_unique<DataSet>(read_data(find_data_file(file)));
            data->name = name;
            return data;
          }};
}

constexpr const char* kFashionMnist = "fashion_mnist";

DataSet read_fashion_mnist(const std::filesystem::path& images) {
  DataSet data = read_data(images, {.scale = 1.0 / 255.0});
  data.name = kFashionMnist;
  return data;
}

Entry<DataSet> fashion_mnist() {
  return {kFashionMnist,
          "60,000 images of 28 x 28 in [0, 1], ten kinds of clothes (Xiao, Rasul & Vollgraf 2017)",
          {},
          [](const Parameters&) {
            return std::make_unique<DataSet>(read_fashion_mnist(find_fashion_mnist()));
          }};
}

Entry<DataSet> synthetic(const std::string& name, SyntheticOptions::Kind kind,
                         const std::string& summary) {
  std::vector<Parameter> parameters = {{.name = "samples",
                                        .default_value = "1000",
                                        .summary = "n",
                                        .low = 1,
                                        .high = 1e9,
                                        .integer = true},
                                       {.name = "features",
                                        .default_value = "20",
                                        .summary = "d",
                                        .low = 1,
                                        .high = 1e8,
                                        .integer = true},
                                       {.name = "condition",
                                        .default_value = "1",
                                        .summary = "of the features' covariance",
                                        .low = 1,
                                        .high = 1e12},
                                       {.name = "noise",
                                        .default_value = "0.1",
                                        .summary = "deviation added to the scores",
                                        .low = 0},
                                       {.name = "density",
                                        .default_value = "1",
                                        .summary = "share of entries kept; below 1: sparse",
                                        .low = 0,
                                        .high = 1},
                                       {.name = "data_seed",
                                        .default_value = "1",
                                        .summary = "of the data",
                                        .low = 0,
                                        .high = 1e15,
                                        .integer = true}};
  if (kind == SyntheticOptions::Kind::kSoftmax) {
    parameters.push_back({.name = "classes",
                          .default_value = "3",
                          .summary = "of the labels",
                          .low = 2,
                          .high = 1e6,
                          .integer = true});
  }
  return {name, summary, parameters, [=](const Parameters& p) {
            SyntheticOptions options{.kind = kind,
                                     .samples = p.integer("samples"),
                                     .features = p.integer("features"),
                                     .condition = p.number("condition"),
                                     .noise = p.number("noise"),
                                     .density = p.number("density"),
                                     .seed = static_cast<std::uint64_t>(p.integer("data_seed"))};
            if (kind == SyntheticOptions::Kind::kSoftmax) options.classes = p.integer("classes");
            auto data = std::make_unique<DataSet>(generate(options));
            data->name = name;
            return data;
          }};
}

}  // namespace

Split standard_split(DataSet data) {
  if (data.name != kFashionMnist) return hold_out_every_fifth(data);
  const auto folder = find_fashion_mnist().parent_path();
  return {std::move(data), read_fashion_mnist(folder / "t10k-images-idx3-ubyte.gz")};
}

const Table<DataSet>& data_sets() {
  using Kind = SyntheticOptions::Kind;
  static const Table<DataSet> table(
      "data set",
      {
          committed("line", "line.csv", "y = 2x at ten points"),
          committed("iris", "iris.csv", "150 flowers, 4 features, 3 kinds (Fisher 1936)"),
          committed("wine", "wine.csv", "178 wines, 13 features, 3 kinds (Forina et al. 1988)"),
          committed("breast_cancer", "breast_cancer.csv",
                    "569 tumours, 30 features, 2 kinds (Street, Wolberg & Mangasarian 1993)"),
          committed("diabetes", "diabetes.csv",
                    "442 patients, 10 features, a number each (Efron et al. 2004)"),
          committed("digits", "digits.csv.gz",
                    "1,797 images of 8 x 8, ten digits (Alpaydin & Kaynak 1998)"),
          committed("heart_scale", "heart_scale",
                    "270 patients, 13 features, 2 kinds (Statlog; scaled for LIBSVM)"),
          fashion_mnist(),
          synthetic("synthetic_linear", Kind::kLinear, "normal features, a linear label"),
          synthetic("synthetic_logistic", Kind::kLogistic, "normal features, two classes"),
          synthetic("synthetic_softmax", Kind::kSoftmax, "normal features, any number of classes"),
      });
  return table;
}

}  // namespace ravine
