// What the bits of a result depend on beside the source: the compiler, its flags, the processor and
// the libraries.
#pragma once

namespace ravine {

/// Adds to the context of the results file `commit`, what the program was built from, and the
/// entries `fingerprint_*`. Two results with equal entries `fingerprint_*` come from the same
/// arithmetic, bit by bit. Any difference between them is then a change of the source.
void add_fingerprint();

}  // namespace ravine
