// The memory of the library's own vectors and matrices. It begins at a cache line, which kernels
// and Eigen's products expect, and `std::free` frees it, as a plain x86-64 program does with its
// own. So a vector may be allocated on one side and freed on the other.
//
// The linker puts these in the place of the functions that Eigen alone calls in the library
// (`--wrap`). `calloc` is among them because compilers make it of `malloc` and zeros. Bits depend
// on it: where a sum begins to use whole vectors depends on the address.
#include <malloc.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <cstring>

extern "C" void* __wrap_malloc(std::size_t bytes) {
  constexpr std::size_t kCacheLine = 64;
  return std::aligned_alloc(kCacheLine, (bytes + kCacheLine - 1) / kCacheLine * kCacheLine);
}

extern "C" void* __wrap_calloc(std::size_t count, std::size_t size) {
  std::size_t bytes = 0;
  if (__builtin_mul_overflow(count, size, &bytes)) return nullptr;
  void* const memory = __wrap_malloc(bytes);
  if (memory != nullptr) std::memset(memory, 0, bytes);
  return memory;
}

extern "C" void* __wrap_realloc(void* old, std::size_t bytes) {
  void* const memory = __wrap_malloc(bytes);
  if (memory == nullptr || old == nullptr) return memory;
  std::memcpy(memory, old, std::min(bytes, malloc_usable_size(old)));
  std::free(old);
  return memory;
}
