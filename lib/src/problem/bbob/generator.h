// The numbers that fix an instance of a BBOB function: its optimum, its rotations and its best
// value, all drawn from one small integer generator (Hansen, Finck, Ros & Auger 2009, RR-6829).
#pragma once

#include <Eigen/Core>
#include <vector>

namespace ravine::problem::bbob {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// `count` numbers in (0, 1): Park & Miller's (1988) generator behind Bays & Durham's (1976)
/// shuffle of 32 places. Seeds below 1 count as 1.
std::vector<double> uniform(Index count, long seed);

/// `count` normal numbers by Box & Muller (1958) of 2 `count` uniform ones; never zero.
std::vector<double> normal(Index count, long seed);

/// An orthogonal n x n matrix: Gram & Schmidt's columns of normal numbers.
MatrixXd rotation(Index n, long seed);

/// A point of [-4, 4]^n on a lattice of width 0.0008; a coordinate is never zero.
VectorXd optimum(Index n, long seed);

/// The smallest value of an instance: a Cauchy number in hundredths within [-1000, 1000].
double best_value(long seed);

/// 0, ..., values.size() - 1 in the order of their values.
std::vector<Index> order_of(const std::vector<double>& values);

}  // namespace ravine::problem::bbob
