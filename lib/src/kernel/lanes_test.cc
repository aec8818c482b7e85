#include "kernel/lanes.h"

#include <gtest/gtest.h>

#include <numeric>
#include <vector>

namespace ravine {
namespace {

// 1, 2, 3, ...: numbers that tell their places.
template <class T = double>
std::vector<T> counted(int size) {
  std::vector<T> numbers(static_cast<std::size_t>(size));
  std::iota(numbers.begin(), numbers.end(), T{1});
  return numbers;
}

TEST(Lanes, AreAsManyAsTheWidthThatIsCompiled) {
  EXPECT_EQ(kLanes, RAVINE_LANES);
  EXPECT_EQ(sizeof(Lanes), kLanes * sizeof(double));
}

TEST(Lanes, AreLoadedFromAnyAddressAndStoredToAny) {
  const std::vector<double> doubles = counted(kLanes + 1);
  const std::vector<float> floats = counted<float>(kLanes + 1);
  for (const Lanes v : {load(&doubles[1]), load_once(&doubles[1]), load(&floats[1])}) {
    for (int l = 0; l < kLanes; ++l) EXPECT_EQ(v[l], l + 2);
    std::vector<double> stored(kLanes + 2, -1.0);
    store(&stored[1], v);
    EXPECT_EQ(stored.front(), -1.0);
    EXPECT_EQ(stored.back(), -1.0);
    for (int l = 0; l < kLanes; ++l) EXPECT_EQ(stored[static_cast<std::size_t>(l + 1)], l + 2);
  }
}

// The memory ends where the part does, so that AddressSanitizer sees a read behind it.
TEST(Lanes, OfAPartTheRestIsZeroAndStaysAsItWas) {
  for (int count = 0; count < kLanes; ++count) {
    const std::vector<double> doubles = counted(count);
    const std::vector<float> floats = counted<float>(count);
    for (const Lanes v : {load_part(doubles.data(), count), load_part(floats.data(), count)}) {
      for (int l = 0; l < kLanes; ++l) EXPECT_EQ(v[l], l < count ? l + 1 : 0) << count;
      std::vector<double> stored(kLanes, -1.0);
      store_part(stored.data(), v, count);
      for (int l = 0; l < kLanes; ++l) {
        EXPECT_EQ(stored[static_cast<std::size_t>(l)], l < count ? l + 1 : -1) << count;
      }
    }
  }
}

TEST(Lanes, ComeFromWhereStridesAndPlacesSay) {
  const std::vector<double> numbers = counted(7 * kLanes);
  std::vector<int> places(kLanes);
  for (int l = 0; l < kLanes; ++l) places[static_cast<std::size_t>(l)] = (5 * l + 3) % (7 * kLanes);
  const Lanes strided = load_strided(numbers.data(), 7);
  const Lanes gathered = gather(numbers.data(), places.data());
  std::vector<double> scattered(numbers.size(), -1.0);
  scatter(scattered.data(), places.data(), gathered);
  for (int l = 0; l < kLanes; ++l) {
    EXPECT_EQ(strided[l], 7 * l + 1);
    const auto place = static_cast<std::size_t>(places[static_cast<std::size_t>(l)]);
    EXPECT_EQ(gathered[l], numbers[place]);
    EXPECT_EQ(scattered[place], numbers[place]);
    scattered[place] = -1.0;
  }
  EXPECT_EQ(scattered, std::vector<double>(numbers.size(), -1.0));
  EXPECT_EQ(load_pair(places.data()),
            std::pair(std::uint32_t(places[0]), std::uint32_t(places[1])));
}

// (1 + e)^2 - (1 + 2e) is e^2 = 2^-60 when it is rounded once, and 0 when the product is rounded.
TEST(Lanes, AMultiplyAddIsRoundedOnceWhereTheMachineCan) {
  constexpr double kE = 0x1p-30;
#if defined(__FMA__)
  constexpr double kExpected = kE * kE;
#else
  constexpr double kExpected = 0.0;
#endif
  const Lanes v = fma(broadcast(1.0 + kE), broadcast(1.0 + kE), broadcast(-1.0 - 2.0 * kE));
  for (int l = 0; l < kLanes; ++l) EXPECT_EQ(v[l], kExpected);
  EXPECT_EQ(fma(1.0 + kE, 1.0 + kE, -1.0 - 2.0 * kE), kExpected);
}

// Neighbours first, then pairs of neighbours: 2^53 + 1 is 2^53, so that the order shows.
TEST(Lanes, SumsOfVectorsAreAddedInOneFixedTree) {
  const auto number = [](int vector, int lane) {
    return (lane == vector ? 0x1p53 : lane == (vector ^ 1) ? -0x1p53 : 1.0) + vector % 2;
  };
  Lanes v[kLanes];
  double expected[kLanes];
  for (int k = 0; k < kLanes; ++k) {
    std::vector<double> tree(kLanes);
    for (int l = 0; l < kLanes; ++l) v[k][l] = tree[static_cast<std::size_t>(l)] = number(k, l);
    for (std::size_t width = 1; width < tree.size(); width *= 2) {
      for (std::size_t l = 0; l < tree.size(); l += 2 * width) tree[l] += tree[l + width];
    }
    expected[k] = tree.front();
  }
  const Lanes sums = sums_of(v);
  for (int k = 0; k < kLanes; ++k) EXPECT_EQ(sums[k], expected[k]) << k;
}

}  // namespace
}  // namespace ravine
