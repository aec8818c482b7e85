# Writes OUT, which says what commit of SOURCE a build is made of, where that has changed.
#   cmake -DSOURCE=DIR -DOUT=commit.cc -P commit.cmake
set(sources lib benchmarks CMakeLists.txt CMakePresets.json)
set(git git --no-optional-locks -C ${SOURCE})
execute_process(COMMAND ${git} rev-parse --short=12 HEAD OUTPUT_VARIABLE commit
                OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET RESULT_VARIABLE failed)
if(failed)
  set(commit unknown) # no checkout, or no git
else()
  execute_process(COMMAND ${git} status --porcelain -- ${sources} OUTPUT_VARIABLE changes)
  if(changes)
    string(APPEND commit -dirty)
  endif()
endif()
file(CONFIGURE OUTPUT ${OUT} CONTENT [[
#include "benchmarks/commit.h"

namespace ravine {

const char* build_commit() { return "@commit@"; }

}  // namespace ravine
]] @ONLY)
