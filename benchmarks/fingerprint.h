// What the bits of a result depend on beside the source: the compiler, its flags, the processor and
// the libraries.
#pragma once

namespace ravine {

/// Adds to the context of the results file `commit`, what the program was built from, and the
/// entries `fingerprint_*`. Two results whose entries
/// are equal come from arithmetic that is bitwise the same, so that any difference between them is
/// one of the source.
void add_fingerprint();

}  // namespace ravine
