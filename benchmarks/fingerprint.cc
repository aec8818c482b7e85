#include "benchmarks/fingerprint.h"

#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <oneapi/tbb/version.h>
#if defined(__GLIBC__)
#include <gnu/libc-version.h>
#endif

#include <Eigen/Core>
#include <cstdlib>
#include <string>

#include "benchmarks/commit.h"
#include "kernel/instruction_set.h"

namespace ravine {
namespace {

// The processor's features by which glibc's libm chooses its exp, log, sin and pow when the program
// starts. The choice decides their last bits (sysdeps/x86_64/fpu/multiarch). GLIBC_TUNABLES may
// mask a feature.
std::string dispatched_features() {
  std::string names;
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (__builtin_cpu_supports("avx2")) names += " avx2";
  if (__builtin_cpu_supports("fma")) names += " fma";
  if (__builtin_cpu_supports("fma4")) names += " fma4";
#endif
  if (const char* const tunables = std::getenv("GLIBC_TUNABLES")) {
    names += fmt::format(" {}", tunables);
  }
  return names.empty() ? "none" : names.substr(1);
}

std::string c_library() {
#if defined(__GLIBC__)
  return fmt::format("glibc {}", gnu_get_libc_version());
#else
  return "unknown";
#endif
}

}  // namespace

void add_fingerprint() {
  benchmark::AddCustomContext("commit", build_commit());
  benchmark::AddCustomContext("fingerprint_compiler", __VERSION__);
  benchmark::AddCustomContext("fingerprint_flags", RAVINE_FLAGS);
  benchmark::AddCustomContext("fingerprint_instructions", instruction_set());
  benchmark::AddCustomContext("fingerprint_dispatch", dispatched_features());
  benchmark::AddCustomContext("fingerprint_libc", c_library());
  benchmark::AddCustomContext(
      "fingerprint_eigen",
      fmt::format("{}.{}.{}", EIGEN_WORLD_VERSION, EIGEN_MAJOR_VERSION, EIGEN_MINOR_VERSION));
  benchmark::AddCustomContext("fingerprint_tbb", TBB_runtime_version());
  benchmark::AddCustomContext("fingerprint_openmp", RAVINE_OPENMP);
}

}  // namespace ravine
