// Where the built-in data files are.
#pragma once

#include <filesystem>
#include <string>

namespace ravine {

/// A file of `datasets/`: in the folder $RAVINE_DATASETS where that is set, else in share/ravine
/// beside the library or the program, and where nothing is beside them, in the place where the
/// library was to be installed or in its source tree. Throws std::invalid_argument, which lists
/// where it looked.
std::filesystem::path find_data_file(const std::string& name);

/// The training images of Fashion-MNIST (Xiao, Rasul & Vollgraf 2017), in $RAVINE_FASHION_MNIST or
/// where Debian's dataset-fashion-mnist puts them. Throws as above, with the line that installs it.
std::filesystem::path find_fashion_mnist();

}  // namespace ravine
