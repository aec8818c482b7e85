// The commit that a program was built from.
#pragma once

namespace ravine {

/// Twelve digits of the commit's hash, then "-dirty" where a source file had changes that were not
/// committed; "unknown" where the sources were in no checkout.
const char* build_commit();

}  // namespace ravine
