// The table entries of the readers, one function a format.
#pragma once

#include "ravine/core/spec.h"
#include "ravine/data/reader.h"

namespace ravine::reader {

Entry<Reader> csv();
Entry<Reader> idx();
Entry<Reader> libsvm();

}  // namespace ravine::reader
