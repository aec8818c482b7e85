// The table entries of the readers, one function a format.
#pragma once

#include "ravine/reader.h"
#include "ravine/spec.h"

namespace ravine::reader {

Entry<Reader> csv();
Entry<Reader> idx();
Entry<Reader> libsvm();

}  // namespace ravine::reader
