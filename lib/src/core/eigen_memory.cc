// The memory of the library's own vectors and matrices. It begins at a cache line, which kernels
// and Eigen's products expect, and `std::free` frees it, as a plain x86-64 program does with its
// own. So a vector may be allocated on one side and freed on the other.
//
// The linker puts this in the place of `malloc`, which Eigen alone calls in the library
// (`--wrap=malloc`).
#include <cstddef>
#include <cstdlib>

extern "C" void* __wrap_malloc(std::size_t bytes) {
  constexpr std::size_t kCacheLine = 64;
  return std::aligned_alloc(kCacheLine, (bytes + kCacheLine - 1) / kCacheLine * kCacheLine);
}
