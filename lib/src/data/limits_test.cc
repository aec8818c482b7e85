#include "data/limits.h"

#include <gtest/gtest.h>

#include "data/temporary_file.h"

namespace ravine {
namespace {

TEST(FileMessage, IsOneShortLine) {
  EXPECT_EQ(file_message("a.csv", 7, "expected 2"), "a.csv:7: expected 2");
  EXPECT_EQ(file_message("a.csv", 0, "expected 2"), "a.csv: expected 2");
  const std::string name = "/" + std::string(4000, 'n') + ".csv";
  const std::string message = file_message(name, 12, std::string(1000000, 'm') + '\n');
  EXPECT_EQ(message.size(), 180U);
  EXPECT_NE(message.find("nnn.csv:12: mmm"), std::string::npos);
  EXPECT_EQ(file_message("new\nline\xFF", 1, "got \t"), "new\\x0aline\\xff:1: got \\x09");
}

TEST(CheckSize, RefusesWhatIsAboveALimit) {
  check_size("f", kMostSamples, kMostFeatures, 0.0);
  EXPECT_EQ(refusal([] { check_size("f", kMostSamples + 1, 1, 0.0); }),
            "f: expected at most 134217728 samples, got more");
  EXPECT_EQ(refusal([] { check_size("f", 1, kMostFeatures + 1, 0.0); }),
            "f: expected at most 67108864 features, got 67108865");
  const std::string message = refusal([] { check_size("f", 3, 2, 1e18); });
  EXPECT_NE(message.find("half of the memory here, got 3 samples of 2 features, 1000000000.00 GB"),
            std::string::npos)
      << message;
}

}  // namespace
}  // namespace ravine
