#include "record/run.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>

namespace ravine {
namespace {

const RunCase kCase{"rosenbrock:dimension=2", "lbfgs", "analytic", "openmp", 2, 3};

Result two_points() {
  Result result;
  result.status = Status::kDiverged;
  result.trace = {
      {1, 1, 0.5, 0.25, 24.2, 24.2, Eigen::Vector2d(-1.2, 1.0)},
      {2, 2, 1.0, 0.5, std::numeric_limits<double>::infinity(), 24.2, Eigen::Vector2d(0.0, 1.0)}};
  return result;
}

class TraceFileTest : public testing::Test {
 protected:
  void SetUp() override { std::filesystem::remove(path_); }
  void TearDown() override { std::filesystem::remove(path_); }
  std::string content() const {
    std::ifstream in(path_);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  const std::filesystem::path path_ =
      std::filesystem::temp_directory_path() /
      (std::string("ravine_") + testing::UnitTest::GetInstance()->current_test_info()->name() +
       ".jsonl");
};

TEST(RunLine, HasTheFieldsOfTheTraceFormat) {
  const auto line =
      nlohmann::json::parse(to_json_line(kCase, {2, 0.0, 24.2, {}, {}}, two_points()));
  EXPECT_EQ(line["problem"], "rosenbrock:dimension=2");
  EXPECT_EQ(line["threads"], 2);
  EXPECT_EQ(line["f_star"], 0.0);
  EXPECT_TRUE(line["target"].is_null());
  EXPECT_EQ(line["status"], "diverged");
  EXPECT_EQ(line["f_evals"], nlohmann::json({1, 2}));
  EXPECT_TRUE(line["value"][1].is_null());
  EXPECT_EQ(line["best"][1], 24.2);
  EXPECT_EQ(line["x"][0], nlohmann::json({-1.2, 1.0}));
  for (const char* key : {"f_evals", "g_evals", "seconds", "value", "best", "epochs"}) {
    EXPECT_EQ(line[key].size(), 2U) << key;
  }
}

TEST(RunLine, HasWhatAMethodCarriesInThePlaneWhereItToldIt) {
  Result result = two_points();
  result.trace[0].memory.momentum = Eigen::Vector2d(3.0, 4.0);
  const auto line = nlohmann::json::parse(to_json_line(kCase, {2, 0.0, 24.2, {}, {}}, result));
  EXPECT_EQ(line["momentum"], nlohmann::json::parse("[[3.0, 4.0], null]"));
  EXPECT_FALSE(line.contains("scale"));
}

TEST(RunLine, HasNoMoreDigitsOfTimesAndMemoriesThanMeanAnything) {
  Result result = two_points();
  result.trace[0].seconds = 0.1234567891234;
  // Of the least subnormal number strtod makes a number, where stod throws.
  result.trace[0].memory.scale = Eigen::Vector2d(2.0 / 3.0, 4.94065645841246544e-324);
  result.trace[1].memory.scale = Eigen::Vector2d(-std::numeric_limits<double>::infinity(), 0.0);
  const auto line = nlohmann::json::parse(to_json_line(kCase, {2, 0.0, 24.2, {}, {}}, result));
  EXPECT_EQ(line["seconds"][0], 0.123456789);
  EXPECT_EQ(line["scale"], nlohmann::json::parse("[[0.666667, 5e-324], [null, 0.0]]"));
}

TEST(RunLine, HasTheRecordedFiguresByNameAndNullWhereOneWasNotToBeHad) {
  Result result = two_points();
  result.trace[0].figures = {0.5, 0.25};
  result.trace[1].figures = {std::numeric_limits<double>::quiet_NaN(), 0.125};
  const RunContext context{2, {}, 0.0, {}, "", "", {"test_value", "test_error"}};
  const auto line = nlohmann::json::parse(to_json_line(kCase, context, result));
  EXPECT_EQ(line["test_value"], nlohmann::json({0.5, nullptr}));
  EXPECT_EQ(line["test_error"], nlohmann::json({0.25, 0.125}));
}

TEST_F(TraceFileTest, ResumeKeepsWholeLinesAndDropsACutOne) {
  {
    TraceFile file(path_, false);
    file.append(to_json_line(kCase, {2, {}, 0.0, {}, "target=0.1"}, two_points()));
  }
  const std::string whole = content();
  std::ofstream(path_, std::ios::app) << R"({"problem": "sph)";
  TraceFile resumed(path_, true);
  EXPECT_TRUE(resumed.holds(kCase.name(), "target=0.1"));
  EXPECT_THROW(resumed.holds(kCase.name(), "target=0.2"), std::invalid_argument);
  RunCase other = kCase;
  other.seed = 4;
  EXPECT_FALSE(resumed.holds(other.name(), "target=0.2"));
  const std::string line = to_json_line(kCase, {2, {}, 0.0, {}, "target=0.1"}, two_points());
  resumed.append(line);
  EXPECT_EQ(content(), whole + line + '\n');
}

TEST_F(TraceFileTest, WhatIsThereStaysUntilTheFirstRunHasEnded) {
  std::ofstream(path_) << to_json_line(kCase, {}, two_points()) << '\n';
  const std::string before = content();
  TraceFile file(path_, false);
  EXPECT_EQ(content(), before);
  file.append("{}");
  EXPECT_EQ(content(), "{}\n");
  file.append("{}");
  EXPECT_EQ(content(), "{}\n{}\n");
}

TEST_F(TraceFileTest, TellsTheCountersOfTheLastRunOfEachName) {
  RunCase other = kCase;
  other.seed = 4;
  {
    TraceFile file(path_, false);
    for (const double f_evals : {1.0, 2.0}) {
      file.append(to_json_line(kCase, {}, two_points(), {{"f_evals", f_evals}, {"gap", 0.5}}));
    }
    file.append(to_json_line(other, {}, two_points()));
  }
  const TraceFile resumed(path_, true);
  ASSERT_EQ(resumed.held().size(), 2U);
  EXPECT_EQ(resumed.held()[0].name, kCase.name());
  EXPECT_EQ(resumed.held()[0].status, "diverged");
  EXPECT_EQ(resumed.held()[0].counters, (Counters{{"f_evals", 2.0}, {"gap", 0.5}}));
  EXPECT_EQ(resumed.held()[1].counters, Counters());
}

TEST_F(TraceFileTest, ReadsALineWhoseArraysComeFirst) {
  auto line =
      nlohmann::ordered_json::parse(to_json_line(kCase, {}, two_points(), {{"f_evals", 2.0}}));
  nlohmann::ordered_json turned = {{"problem", kCase.problem}, {"f_evals", line["f_evals"]}};
  turned.update(line);
  std::ofstream(path_) << turned.dump() << '\n';
  const TraceFile resumed(path_, true);
  ASSERT_EQ(resumed.held().size(), 1U);
  EXPECT_EQ(resumed.held()[0].name, kCase.name());
  EXPECT_EQ(resumed.held()[0].counters, (Counters{{"f_evals", 2.0}}));
}

TEST(RunLine, ReplacesBytesThatAreNoUtf8) {
  RunCase latin = kCase;
  latin.problem = "data:caf\xe9";
  const auto line = nlohmann::json::parse(to_json_line(latin, {}, two_points()));
  EXPECT_EQ(line["problem"], "data:caf\xef\xbf\xbd");
}

TEST_F(TraceFileTest, ResumeTakesAFileThatIsNotThereOrHoldsNoWholeLine) {
  EXPECT_FALSE(TraceFile(path_, true).holds(kCase.name(), ""));
  EXPECT_FALSE(std::filesystem::exists(path_));
  for (const char* left : {"", R"({"problem": "sph)"}) {
    std::ofstream(path_) << left;
    TraceFile resumed(path_, true);
    EXPECT_FALSE(resumed.holds(kCase.name(), ""));
    resumed.append("{}");
    EXPECT_EQ(content(), "{}\n");
  }
}

TEST_F(TraceFileTest, RefusesAFileOfSomethingElse) {
  std::ofstream(path_) << "method,value\n";
  try {
    TraceFile(path_, true);
    FAIL();
  } catch (const std::invalid_argument& error) {
    EXPECT_NE(std::string(error.what()).find(path_.string() + ":1"), std::string::npos);
  }
  EXPECT_THROW(TraceFile("/nonexistent/traces.jsonl", false), std::invalid_argument);
}

// A conversion would cut them, and the run would be taken for another one.
TEST_F(TraceFileTest, RefusesSeedsAndThreadsThatAreNoWholeNumbers) {
  for (const char* const bad : {"1.5", "1.33e22", "-1", "1e1", "\"1\"", "null"}) {
    for (const char* const field : {"threads", "seed"}) {
      nlohmann::json line =
          nlohmann::json::parse(to_json_line(kCase, {2, {}, 0.0, {}, ""}, two_points()));
      line[field] = nlohmann::json::parse(bad);
      std::string text = line.dump();
      text = R"({"problem":"a",)" + text.substr(1);  // how a traces file begins
      std::ofstream(path_) << text << '\n';
      EXPECT_THROW(TraceFile(path_, true), std::invalid_argument) << field << ' ' << bad;
    }
  }
}

}  // namespace
}  // namespace ravine
