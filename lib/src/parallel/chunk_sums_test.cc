#include "parallel/chunk_sums.h"

#include <gtest/gtest.h>

#include <vector>

#include "parallel/backend.h"
#include "parallel/ordered.h"

namespace ravine {
namespace {

// What the ranks of a job do, one after the other.
double sum_by_parts(const Eigen::MatrixXd& partials, const std::vector<Index>& ends) {
  Eigen::MatrixXd columns = partials;
  std::vector<Subtree> nodes;
  Index begin = 0;
  for (const Index end : ends) {
    Index next = begin;
    for (const Subtree& node : subtrees_of(begin, end)) {
      EXPECT_EQ(node.first, next);
      EXPECT_EQ(node.first % node.width, 0);
      next += node.width;
      tree_sum_columns(serial_executor(), columns.middleCols(node.first, node.width));
      nodes.push_back(node);
    }
    EXPECT_EQ(next, end);
    begin = end;
  }
  join_subtrees(nodes, columns);
  return columns(0, 0);
}

TEST(ChunkSums, HaveTheBitsOfTheWholeTreeHoweverTheColumnsAreParted) {
  for (const Index count : {1, 2, 3, 5, 6, 7, 8, 13, 31, 32, 33, 63, 64, 100}) {
    const Eigen::MatrixXd partials = Eigen::MatrixXd::Random(1, count);
    Eigen::MatrixXd whole = partials;
    tree_sum_columns(serial_executor(), whole);
    for (const Index ranks : {1, 2, 3, 4, 5, 8, 70}) {
      std::vector<Index> ends;
      for (Index rank = 1; rank <= ranks; ++rank) ends.push_back(count * rank / ranks);
      EXPECT_EQ(sum_by_parts(partials, ends), whole(0, 0)) << count << ' ' << ranks;
    }
    for (Index cut = 0; cut <= count; ++cut) {
      EXPECT_EQ(sum_by_parts(partials, {cut, count}), whole(0, 0)) << count << ' ' << cut;
    }
  }
}

TEST(ChunkSums, FewPartsAreFewNodes) {
  EXPECT_EQ(subtrees_of(0, 64).size(), 1);
  EXPECT_EQ(subtrees_of(32, 64).size(), 1);
  EXPECT_EQ(subtrees_of(21, 42).size(), 5);  // 21, 22-23, 24-31, 32-39, 40-41
  EXPECT_TRUE(subtrees_of(3, 3).empty());
}

TEST(ChunkSums, OnEveryBackendForAnyThreads) {
  const Eigen::MatrixXd partials = Eigen::MatrixXd::Random(5, 37);
  Eigen::MatrixXd whole = partials;
  tree_sum_columns(serial_executor(), whole);
  for (const auto& backend : backends()) {
    for (const int threads : {1, 2, 8}) {
      Eigen::MatrixXd columns(5, 37);
      sum_chunks(*make_executor(backend.name, threads), columns,
                 [&](Index chunk, int) { columns.col(chunk) = partials.col(chunk); });
      EXPECT_TRUE(columns.col(0) == whole.col(0)) << backend.name << threads;
    }
  }
}

}  // namespace
}  // namespace ravine
