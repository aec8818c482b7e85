#include "benchmarks/peers/peers.h"

namespace ravine {

std::vector<Entry<Optimizer>> peers() {
  std::vector<Entry<Optimizer>> all;
  [[maybe_unused]] const auto add = [&](std::vector<Entry<Optimizer>> (*library)()) {
    for (Entry<Optimizer>& entry : library()) all.push_back(std::move(entry));
  };
  // Defined where benchmarks/peers/CMakeLists.txt has found the library.
#ifdef RAVINE_PEER_NLOPT
  add(peer::nlopt);
#endif
#ifdef RAVINE_PEER_GSL
  add(peer::gsl);
#endif
#ifdef RAVINE_PEER_LIBLBFGS
  add(peer::liblbfgs);
#endif
#ifdef RAVINE_PEER_CERES
  add(peer::ceres);
#endif
#ifdef RAVINE_PEER_DLIB
  add(peer::dlib);
#endif
  return all;
}

}  // namespace ravine
