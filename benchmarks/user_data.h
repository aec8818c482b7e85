// A problem out of the user's own file: the flags that say what is learned from it.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "data/cache.h"
#include "ravine/reader.h"
#include "ravine/risk.h"
#include "record/output_file.h"

namespace ravine {

class UserData {
 public:
  /// Adds --data and the flags that go with it.
  void declare(CLI::App& app);

  bool given() const { return !file_.empty(); }

  /// What is read, by its flag.
  std::vector<NamedFile> files() const;
  /// What is written: --cache.
  std::vector<NamedFile> outputs() const;

  /// "data:<file stem>", a .gz put aside first; bytes that are no UTF-8 become U+FFFD.
  std::string problem() const;

  /// Reads the file and says on standard error what was made of it. Throws std::invalid_argument.
  std::unique_ptr<Problem> make();

  /// The flags that were given beside the file, and the size, label and checksum of the data that
  /// `make` has read, because two files of one name may differ.
  std::string settings() const;

 private:
  void declare_reading(const std::function<void(CLI::Option*)>& with_data, CLI::App& app);
  ReadOptions read_options() const;
  std::string given_options() const;
  std::string cache_key() const;
  /// The samples as methods see them: read, parted, scaled and rounded.
  CachedData read() const;
  std::shared_ptr<DataSet> read_held_out(DataSet& data, const ReadOptions& read) const;
  std::shared_ptr<CachedData> read_by_cache() const;

  std::vector<CLI::Option*> options_;  // what goes with a file
  std::string file_;
  std::string test_file_;
  std::string cache_;
  std::optional<double> holdout_;  // the share of the file
  std::string content_;            // its size, label and checksum
  ReadOptions read_;
  std::string header_;
  std::string missing_;
  std::string precision_;
  RiskOptions risk_;
};

}  // namespace ravine
