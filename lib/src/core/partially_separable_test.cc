#include "ravine/partially_separable.h"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

namespace ravine {
namespace {

std::vector<Index> terms_of(const TermsOfCoordinates& terms, Index i) {
  return {terms.of(i).begin(), terms.of(i).end()};
}

TEST(TermsOfCoordinates, AreThoseThatListTheCoordinate) {
  const TermsOfCoordinates terms(4, {{0, 2}, {2}, {}, {3, 0, 2}});
  EXPECT_EQ(terms.dimension(), 4);
  EXPECT_EQ(terms_of(terms, 0), (std::vector<Index>{0, 3}));
  EXPECT_EQ(terms_of(terms, 1), (std::vector<Index>{}));
  EXPECT_EQ(terms_of(terms, 2), (std::vector<Index>{0, 1, 3}));
  EXPECT_EQ(terms_of(terms, 3), (std::vector<Index>{3}));
}

TEST(TermsOfCoordinates, RefuseWhatIsNoCoordinate) {
  EXPECT_THROW(TermsOfCoordinates(2, {{0}, {2}}), std::invalid_argument);
  EXPECT_THROW(TermsOfCoordinates(2, {{-1}}), std::invalid_argument);
  try {
    TermsOfCoordinates(3, {{0}, {1, 2, 1}});
    FAIL() << "a coordinate twice";
  } catch (const std::invalid_argument& error) {
    EXPECT_STREQ(error.what(), "term 1: coordinate 1 is listed twice");
  }
}

TEST(PartiallySeparable, IsTheSumOfItsTerms) {
  const PartiallySeparable f(3, {{0, 1}, {1, 2}, {2}}, [](Index k, const VectorXd& x) {
    return k == 0 ? x[0] * x[1] : k == 1 ? 10.0 * x[1] * x[2] : 100.0 * x[2];
  });
  const Eigen::Vector3d x(2.0, 3.0, 5.0);
  EXPECT_EQ(f.dimension(), 3);
  EXPECT_NE(capability<TouchedTerms>(f), nullptr);
  EXPECT_EQ(f.value(x), 6.0 + 150.0 + 500.0);
  EXPECT_EQ(f.touched_value(x, 0), 6.0);
  EXPECT_EQ(f.touched_value(x, 1), 6.0 + 150.0);
  EXPECT_EQ(f.touched_value(x, 2), 150.0 + 500.0);
}

}  // namespace
}  // namespace ravine
