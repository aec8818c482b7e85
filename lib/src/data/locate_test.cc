#include "data/locate.h"

#include <gtest/gtest.h>

#include "data/temporary_file.h"

namespace ravine {
namespace {

constexpr const char* kImages = "train-images-idx3-ubyte.gz";

TEST(FindDataFile, BesideTheProgramUnlessToldOtherwise) {
  const TemporaryVariable unset("RAVINE_DATASETS", nullptr);
  const std::filesystem::path path = find_data_file("iris.csv");
  EXPECT_TRUE(std::filesystem::is_regular_file(path)) << path;
  EXPECT_EQ(path.filename(), "iris.csv");
}

TEST(FindDataFile, InTheFolderThatTheVariableNamesAndNowhereElse) {
  const TemporaryFolder folder;
  const TemporaryVariable set("RAVINE_DATASETS", folder.path().c_str());
  const auto mine = folder.write("mine.csv", "1,2\n");
  EXPECT_EQ(find_data_file("mine.csv"), mine);
  EXPECT_EQ(
      refusal([] { find_data_file("iris.csv"); }),
      "iris.csv: not found in " + folder.path().string() + "; RAVINE_DATASETS names the folder");
}

TEST(FindDataFile, SaysWhereItLooked) {
  const TemporaryVariable unset("RAVINE_DATASETS", nullptr);
  const std::string message = refusal([] { find_data_file("no_such.csv"); });
  EXPECT_EQ(message.find("no_such.csv: not found in /"), 0U) << message;
  EXPECT_NE(message.find("/share/ravine/datasets"), std::string::npos) << message;
  EXPECT_NE(message.find("; set RAVINE_DATASETS to the folder that holds it"), std::string::npos)
      << message;
}

TEST(FindFashionMnist, InTheFolderThatTheVariableNames) {
  const TemporaryFolder folder;
  const TemporaryVariable set("RAVINE_FASHION_MNIST", folder.path().c_str());
  EXPECT_EQ(refusal([] { find_fashion_mnist(); }),
            std::string(kImages) + ": not found in " + folder.path().string() +
                "; on Debian: apt-get install dataset-fashion-mnist, or run scripts/setup");
  const auto images = folder.write(kImages, "");
  EXPECT_EQ(find_fashion_mnist(), images);
}

}  // namespace
}  // namespace ravine
