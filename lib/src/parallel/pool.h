// Memory that outlives a call, for objects that several threads may call at once.
#pragma once

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace ravine {

/// Hands out objects that hold nothing of value, so that a call finds the memory of one before. As
/// many are made as are lent at a time.
template <class T>
class Pool {
 public:
  /// One object, until the end of its scope.
  class Loan {
   public:
    explicit Loan(Pool& pool) : pool_(pool), object_(pool.take()) {}
    ~Loan() { pool_.give_back(std::move(object_)); }
    Loan(const Loan&) = delete;
    Loan& operator=(const Loan&) = delete;

    T& operator*() const { return *object_; }
    T* operator->() const { return object_.get(); }

   private:
    Pool& pool_;
    std::unique_ptr<T> object_;
  };

 private:
  std::unique_ptr<T> take() {
    const std::lock_guard lock(mutex_);
    if (idle_.empty()) {
      idle_.reserve(++made_);  // so that giving back cannot fail
      return std::make_unique<T>();
    }
    std::unique_ptr<T> object = std::move(idle_.back());
    idle_.pop_back();
    return object;
  }

  void give_back(std::unique_ptr<T> object) {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(object));
  }

  std::mutex mutex_;
  std::size_t made_ = 0;
  std::vector<std::unique_ptr<T>> idle_;
};

}  // namespace ravine
