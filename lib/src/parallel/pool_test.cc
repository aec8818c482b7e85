#include "parallel/pool.h"

#include <gtest/gtest.h>

#include <atomic>
#include <set>
#include <stdexcept>
#include <thread>
#include <vector>

namespace ravine {
namespace {

struct Counted {
  inline static std::atomic<int> made = 0;
  Counted() { ++made; }
  std::atomic<int> borrowers = 0;
};

TEST(Pool, LendsTheSameObjectAgain) {
  Pool<Counted> pool;
  Counted* first = nullptr;
  {
    const Pool<Counted>::Loan loan(pool);
    first = &*loan;
  }
  const Pool<Counted>::Loan again(pool);
  EXPECT_EQ(&*again, first);
}

TEST(Pool, LendsEachAtATimeItsOwn) {
  Pool<Counted> pool;
  const Pool<Counted>::Loan one(pool);
  const Pool<Counted>::Loan two(pool);
  const Pool<Counted>::Loan three(pool);
  EXPECT_EQ((std::set<Counted*>{&*one, &*two, &*three}).size(), 3U);
}

TEST(Pool, GetsBackWhatAnExceptionLeaves) {
  Pool<Counted> pool;
  Counted::made = 0;
  for (int i = 0; i < 3; ++i) {
    try {
      const Pool<Counted>::Loan loan(pool);
      throw std::runtime_error("left");
    } catch (const std::runtime_error&) {
    }
  }
  EXPECT_EQ(Counted::made, 1);
}

TEST(Pool, NoTwoThreadsShareOne) {
  Pool<Counted> pool;
  Counted::made = 0;
  std::atomic<bool> shared = false;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 2000; ++i) {
        const Pool<Counted>::Loan loan(pool);
        if (loan->borrowers++ != 0) shared = true;
        --loan->borrowers;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_FALSE(shared);
  EXPECT_LE(Counted::made, 4);
}

}  // namespace
}  // namespace ravine
