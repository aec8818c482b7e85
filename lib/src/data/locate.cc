#include "data/locate.h"

#include <dlfcn.h>
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

// The shared library that this is in, or else the program.
std::filesystem::path own_file() {
  std::error_code none;
  Dl_info info{};
  if (dladdr(reinterpret_cast<const void*>(&own_file), &info) != 0) {
    const std::filesystem::path file = info.dli_fname;
    // A program is named here by the word that it was called by.
    if (file.is_absolute() && file.string().find(".so") != std::string::npos) return file;
  }
  return std::filesystem::read_symlink("/proc/self/exe", none);
}

// PREFIX/share/ravine/datasets for a file in PREFIX/bin, PREFIX/lib or a folder of these; empty
// where there is none.
std::filesystem::path installed_beside(const std::filesystem::path& file) {
  std::error_code none;
  std::filesystem::path prefix = std::filesystem::weakly_canonical(file, none);
  while (prefix.has_relative_path()) {
    prefix = prefix.parent_path();
    const auto folder = prefix / RAVINE_RELATIVE_DATASETS;
    if (std::filesystem::is_directory(folder, none)) return folder;
  }
  return {};
}

}  // namespace

std::filesystem::path find_data_file(const std::string& name) {
  if (const char* folder = std::getenv("RAVINE_DATASETS")) {
    return first_of({folder}, name, "RAVINE_DATASETS names the folder");
  }
  // A program elsewhere with the static library in it has nothing beside it.
  static const std::filesystem::path beside = installed_beside(own_file());
  const std::vector<std::filesystem::path> folders =
      beside.empty()
          ? std::vector<std::filesystem::path>{RAVINE_INSTALLED_DATASETS, RAVINE_SOURCE_DATASETS}
          : std::vector{beside};
  return first_of(folders, name, "set RAVINE_DATASETS to the folder that holds it");
}

std::filesystem::path find_fashion_mnist() {
  const char* folder = std::getenv("RAVINE_FASHION_MNIST");
  return first_of({folder != nullptr ? folder : "/usr/share/datasets/fashion-mnist"},
                  "train-images-idx3-ubyte.gz",
                  "on Debian: apt-get install dataset-fashion-mnist, or run scripts/setup");
}

}  // namespace ravine
