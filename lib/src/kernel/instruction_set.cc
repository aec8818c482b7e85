#include "kernel/instruction_set.h"

namespace ravine {

std::string instruction_set() {
  std::string names;
#if defined(__AVX512F__)
  names += " avx512f";
#endif
#if defined(__AVX512DQ__)
  names += " avx512dq";
#endif
#if defined(__AVX2__)
  names += " avx2";
#endif
#if defined(__AVX__)
  names += " avx";
#endif
#if defined(__FMA__)
  names += " fma";
#endif
#if defined(__SSE2__)
  names += " sse2";
#endif
#if defined(__ARM_NEON)
  names += " neon";
#endif
  return names.empty() ? "none" : names.substr(1);
}

}  // namespace ravine
