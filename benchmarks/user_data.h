// A problem out of the user's own file: the flags that say what is learned from it.
#pragma once

#include <CLI/CLI.hpp>
#include <memory>
#include <optional>
#include <string>

#include "ravine/reader.h"
#include "ravine/risk.h"

namespace ravine {

class UserData {
 public:
  /// Adds --data and the flags that go with it.
  void declare(CLI::App& app);

  bool given() const { return !file_.empty(); }

  /// "data:<file stem>", a .gz put aside first.
  std::string problem() const;

  /// The flags beside the file, as far as they were given.
  std::string settings() const;

  /// Reads the file and says on standard error what was made of it. Throws std::invalid_argument.
  std::unique_ptr<Objective> make() const;

 private:
  std::vector<CLI::Option*> options_;  // what goes with a file
  std::string file_;
  ReadOptions read_;
  std::string header_;
  std::string precision_;
  RiskOptions risk_;
};

}  // namespace ravine
