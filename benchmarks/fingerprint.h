// What the bits of a result depend on beside the source: the compiler, its flags, the processor and
// the libraries.
#pragma once

namespace ravine {

/// Adds the entries `fingerprint_*` to the context of the results file. Two results whose entries
/// are equal come from arithmetic that is bitwise the same, so that any difference between them is
/// one of the source.
void add_fingerprint();

}  // namespace ravine
