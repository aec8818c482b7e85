// The grid of a comparison: names and globs in, runs out.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ravine/optimizer.h"
#include "ravine/spec.h"
#include "record/run.h"

namespace ravine {

/// What the command line asks for; the lists may hold globs ("rastrigin*", "adam*:step=0.1").
struct GridRequest {
  std::vector<std::string> methods;
  std::vector<std::string> problems;
  std::vector<std::string> gradients;
  std::vector<std::string> backends;
  std::vector<int> threads;
  std::vector<std::uint64_t> seeds;
  int shard = 1;   ///< the part to run, of
  int shards = 1;  ///< this many
};

/// The names of `known` that each pattern matches, in the pattern's order and without repeats. A
/// wildcard does not match the colon in a peer's name. So "*" matches all but the peers, "*:*" the
/// peers, and "nlopt:*" those of one library. A pattern's parameters go to every match. Throws
/// std::invalid_argument for a pattern that matches nothing.
std::vector<std::string> expand(const std::vector<std::string>& patterns,
                                const std::vector<std::string>& known, std::string_view kind);

/// Every run of the grid, problem by problem, with methods out of `methods`. A parameter `*` of a
/// method takes each value of the search space that the method declares. Methods without gradients
/// appear once, with the gradient "none"; the serial backend appears once, with one thread. Throws
/// std::invalid_argument.
std::vector<RunCase> make_grid(const GridRequest& request, const Table<Optimizer>& methods);

/// "I/N" with 1 <= I <= N; throws std::invalid_argument.
void parse_shard(const std::string& text, GridRequest& request);

}  // namespace ravine
