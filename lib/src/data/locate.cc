#include "data/locate.h"

#include <fmt/format.h>

#include <cstdlib>
#include <stdexcept>
#include <vector>

namespace ravine {
namespace {

std::filesystem::path first_of(const std::vector<std::filesystem::path>& folders,
                               const std::string& name, const std::string& advice) {
  std::string looked;
  for (const auto& folder : folders) {
    if (std::filesystem::exists(folder / name)) return folder / name;
    looked += fmt::format("{}{}", looked.empty() ? "" : ", ", folder.string());
  }
  throw std::invalid_argument(fmt::format("{}: not found in {}; {}", name, looked, advice));
}

}  // namespace

std::filesystem::path find_data_file(const std::string& name) {
  if (const char* folder = std::getenv("RAVINE_DATASETS")) {
    return first_of({folder}, name, "RAVINE_DATASETS names the folder");
  }
  return first_of({RAVINE_SOURCE_DATASETS, RAVINE_INSTALLED_DATASETS}, name,
                  "set RAVINE_DATASETS to the folder that holds it");
}

std::filesystem::path find_fashion_mnist() {
  const char* folder = std::getenv("RAVINE_FASHION_MNIST");
  return first_of({folder != nullptr ? folder : "/usr/share/datasets/fashion-mnist"},
                  "train-images-idx3-ubyte.gz",
                  "on Debian: apt-get install dataset-fashion-mnist, or run scripts/setup");
}

}  // namespace ravine
