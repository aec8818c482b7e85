#include "loss/labels.h"

#include <gtest/gtest.h>

#include <string>

#include "data/readers.h"
#include "data/temporary_file.h"

namespace ravine::loss {
namespace {

using Encoder = Targets (*)(const DataSet&, OutputKind, const char*);

class Labels : public testing::Test {
 protected:
  DataSet read(const std::string& content) const {
    return reader::csv().make({})->read(folder_.write("data.csv", content), {});
  }
  /// What the encoder says of `content`, without the folder's name before it.
  std::string refused(Encoder encode, const std::string& content,
                      OutputKind kind = OutputKind::kEither) const {
    const DataSet data = read(content);
    const std::string message = refusal([&] { encode(data, kind, "some"); });
    const std::string folder = folder_.path().string() + '/';
    return message.rfind(folder, 0) == 0 ? message.substr(folder.size()) : message;
  }

 private:
  TemporaryFolder folder_;
};

TEST_F(Labels, NumbersAreTakenAsTheyAre) {
  const Targets targets = numbers(read("x,y\n1,-0.5\n2,1e3\n"), OutputKind::kOne, "some");
  EXPECT_EQ(targets.values, Eigen::Vector2d(-0.5, 1e3));
  EXPECT_EQ(targets.outputs, 1);
}

TEST_F(Labels, WordsAreNoNumbers) {
  EXPECT_EQ(refused(numbers, "x,y\n1,cat\n2,dog\n"),
            "data.csv:2: expected a number as the label for loss 'some', got 'cat'");
}

TEST_F(Labels, OfTwoClassesTheSmallerIsMinusOne) {
  EXPECT_EQ(two_classes(read("x,y\n1,5\n2,-3\n3,5\n"), OutputKind::kOne, "some").values,
            Eigen::Vector3d(1, -1, 1));
  EXPECT_EQ(two_classes(read("x,y\n1,dog\n2,cat\n3,dog\n"), OutputKind::kEither, "some").values,
            Eigen::Vector3d(1, -1, 1));
}

TEST_F(Labels, AThirdClassIsRefusedWhereItStands) {
  EXPECT_EQ(refused(two_classes, "x,y\n1,0\n2,1\n3,0\n\n4,2\n"),
            "data.csv:6: expected one of two label values for loss 'some', got '2' as a third");
  EXPECT_EQ(refused(two_classes, "x,y\n1,cat\n2,dog\n3,eel\n"),
            "data.csv:4: expected one of two label values for loss 'some', got 'eel' as a third");
}

TEST_F(Labels, OneClassIsNotTwo) {
  EXPECT_EQ(refused(two_classes, "x,y\n1,4\n2,4\n"),
            "data.csv: expected two label values for loss 'some', got '4' alone");
  EXPECT_EQ(refused(classes, "x,y\n1,cat\n2,cat\n"),
            "data.csv: expected at least two classes for loss 'some', got 'cat' alone");
}

TEST_F(Labels, ClassesAreNumberedFromZeroInTheirOrder) {
  const Targets numbered =
      classes(read("x,y\n1,10\n2,-2\n3,10\n4,7\n"), OutputKind::kPerClass, "some");
  EXPECT_EQ(numbered.values, Eigen::Vector4d(2, 0, 2, 1));
  EXPECT_EQ(numbered.outputs, 3);
  const Targets named = classes(read("x,y\n1,eel\n2,cat\n3,dog\n"), OutputKind::kEither, "some");
  EXPECT_EQ(named.values, Eigen::Vector3d(2, 0, 1));
}

TEST_F(Labels, AFractionIsNoClass) {
  EXPECT_EQ(refused(classes, "x,y\n1,1\n2,0.5\n3,0\n"),
            "data.csv:3: expected a class as the label for loss 'some', got '0.5'");
}

TEST_F(Labels, AModelWithTheWrongNumberOfScoresIsRefusedWithOnesThatFit) {
  const std::string two = "x,y\n1,0\n2,1\n";
  for (const Encoder encode : {numbers, two_classes}) {
    EXPECT_NE(refused(encode, two, OutputKind::kPerClass).find("use model 'linear'"),
              std::string::npos);
  }
  EXPECT_NE(refused(classes, two, OutputKind::kOne).find("use model 'softmax_linear'"),
            std::string::npos);
}

}  // namespace
}  // namespace ravine::loss
