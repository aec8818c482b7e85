#include "data/limits.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <limits>
#include <stdexcept>
#include <string_view>

#include "core/quoted.h"

namespace ravine {
namespace {

double control_group_limit() {
  for (const char* name :
       {"/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"}) {
    double bytes = 0.0;
    if (std::ifstream(name) >> bytes) return bytes;  // "max" is no number
  }
  return std::numeric_limits<double>::infinity();
}

}  // namespace

double memory_limit() {
  double bytes =
      static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE));
  rlimit limit{};
  if (getrlimit(RLIMIT_AS, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY) {
    bytes = std::min(bytes, static_cast<double>(limit.rlim_cur));
  }
  return std::min(bytes, control_group_limit()) / 2.0;
}

void check_size(const std::string& file, Index samples, Index features, double bytes) {
  const auto refuse = [&](const std::string& message) {
    throw std::invalid_argument(file_message(file, 0, message));
  };
  if (samples > kMostSamples) {
    refuse(fmt::format("expected at most {} samples, got more", kMostSamples));
  }
  if (features > kMostFeatures) {
    refuse(fmt::format("expected at most {} features, got {}", kMostFeatures, features));
  }
  if (const double most = memory_limit(); bytes > most) {
    refuse(
        fmt::format("expected at most {:.2f} GB, half of the memory here, got {} samples of {} "
                    "features, {:.2f} GB or more",
                    most / 1e9, samples, features, bytes / 1e9));
  }
}

std::string short_name(const std::string& file, std::size_t most) {
  constexpr std::string_view kCut = "...";
  std::string name = escaped(file, file.size() * 4);
  if (name.size() <= most) return name;
  std::size_t from = name.size() - (std::max(most, kCut.size()) - kCut.size());
  // No half of a UTF-8 character.
  while (from < name.size() && (static_cast<unsigned char>(name[from]) & 0xC0U) == 0x80U) ++from;
  return std::string(kCut) + name.substr(from);
}

std::string file_message(const std::string& file, std::size_t line, const std::string& message) {
  constexpr std::size_t kMost = 180;
  constexpr std::size_t kMostOfMessage = 130;
  const std::string end =
      (line == 0 ? ": " : fmt::format(":{}: ", line)) + escaped(message, kMostOfMessage);
  return short_name(file, kMost - std::min(kMost, end.size())) + end;
}

}  // namespace ravine
