// Any bytes as a traces file that a comparison goes on with: its whole lines are read, or it is
// refused in one line and stays as it was.
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <string_view>

#include "record/run.h"

namespace ravine {
namespace {

std::string content(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void expect(bool holds) {
  if (!holds) std::abort();
}

void resume(const std::string& text) {
  static const std::filesystem::path path =
      "/dev/shm/traces_fuzz_" + std::to_string(getpid());  // in memory: each input is synced
  std::ofstream(path, std::ios::binary) << text;
  try {
    TraceFile file(path, true);
    for (const HeldRun& run : file.held()) expect(file.holds(run.name, run.settings));
    file.append("{}");
    file.finish();
    const std::size_t whole = text.rfind('\n') + 1;  // 0 where there is none
    expect(content(path) == text.substr(0, whole) + "{}\n");
  } catch (const std::invalid_argument& error) {
    for (const char c : std::string_view(error.what())) {
      expect(static_cast<unsigned char>(c) >= 0x20);
    }
    expect(content(path) == text);
  }
}

}  // namespace
}  // namespace ravine

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  ravine::resume({reinterpret_cast<const char*>(data), size});
  return 0;
}
