// Risks on features that stay in a file have the bits of those on features in memory.
#include <gtest/gtest.h>

#include <string>

#include "data/cache.h"
#include "data/temporary_file.h"
#include "model/risk_test.h"
#include "parallel/backend.h"

namespace ravine {
namespace {

std::string bytes_of_cache(const CachedData& data) {
  std::string description;
  std::string bytes;
  for (const std::string_view piece : pieces_of_cache(data, "key", description)) bytes += piece;
  return bytes;
}

TEST(RowsInFile, GiveRisksTheBitsOfRowsInMemory) {
  const TemporaryFolder folder;
  const Index n = 9001;  // several chunks, the last one short
  std::vector<Index> terms(700);
  for (std::size_t i = 0; i < terms.size(); ++i) terms[i] = static_cast<Index>(i * 7919 % 9001);
  for (const Pair& pair : every_pair()) {
    for (const double density : {1.0, 0.4}) {
      for (const Precision precision : {Precision::kDouble, Precision::kFloat}) {
        const Sample sample = random_sample(n, 30, pair.labels, density);
        sample.data->features = sample.data->features.stored_as(precision);
        const CachedData data{*sample.data, nullptr, "", ""};
        const auto found = open_cache(folder.write("cache", bytes_of_cache(data)), "key");
        ASSERT_TRUE(found->training.features.in_file());
        EXPECT_THROW(found->training.features.stored_as(Precision::kFloat), std::logic_error);
        EXPECT_EQ(found->training.features.bytes(), data.training.features.bytes());
        const EmpiricalRisk here = pair.risk(sample);
        const EmpiricalRisk there =
            pair.risk({std::make_shared<DataSet>(found->training), sample.targets});
        const VectorXd theta = VectorXd::Random(here.dimension());
        for (const auto& executor : {make_executor("serial", 1), make_executor("tbb", 3)}) {
          VectorXd expected;
          VectorXd gradient;
          EXPECT_EQ(there.value_and_gradient_on(*executor, theta, gradient),
                    here.value_and_gradient_on(*executor, theta, expected))
              << pair.name();
          EXPECT_EQ(gradient, expected) << pair.name();
          EXPECT_EQ(there.value_on(*executor, theta), here.value_on(*executor, theta));
          EXPECT_EQ(there.batch_value_and_gradient(*executor, Batch(terms), theta, gradient),
                    here.batch_value_and_gradient(*executor, Batch(terms), theta, expected))
              << pair.name();
          EXPECT_EQ(gradient, expected) << pair.name();
        }
      }
    }
  }
}

}  // namespace
}  // namespace ravine
