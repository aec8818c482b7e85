#include "parallel/loop.h"

namespace ravine {

Loop::Loop(TaskRef task) : task_(task) { handshake_.store(0, std::memory_order_release); }

void Loop::run(Eigen::Index i, int worker) noexcept {
  handshake_.load(std::memory_order_acquire);
  exception_.guard(i, [&] { task_(i, worker); });
  handshake_.fetch_add(1, std::memory_order_release);
}

void Loop::finish() const {
  handshake_.load(std::memory_order_acquire);
  exception_.rethrow();
}

}  // namespace ravine
