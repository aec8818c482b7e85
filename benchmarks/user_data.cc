#include "benchmarks/user_data.h"

#include <fmt/format.h>
#include <zlib.h>

#include <cstddef>
#include <filesystem>
#include <iostream>
#include <set>
#include <span>

#include "benchmarks/benchmark_main.h"
#include "core/quoted.h"
#include "data/hold_out.h"
#include "parallel/ranks.h"
#include "ravine/catalog.h"

namespace ravine {
namespace {

/// The checksum (CRC-32) of `bytes` after those of `before`.
unsigned long checksum(unsigned long before, std::span<const std::byte> bytes) {
  return crc32_z(before, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size());
}

std::size_t distinct_labels(const DataSet& data) {
  return std::set<double>(data.labels.begin(), data.labels.end()).size();
}

/// What was read, for the user: "60 samples, 4 features; label 'kind', 3 classes; no header".
std::string say(const DataSet& data) {
  std::string text = fmt::format("{} samples, {} features{}; label", data.samples(),
                                 data.features.cols(), data.features.sparse() ? " (sparse)" : "");
  if (!data.label_name.empty()) text += ' ' + in_quotes(data.label_name);
  const std::size_t labels = distinct_labels(data);
  text += data.label_names.empty() ? fmt::format(" of {} numbers", labels)
                                   : fmt::format(", {} classes", labels);
  for (const std::string& note : data.notes) text += "; " + note;
  return text;
}

/// The checksum of what was read, whatever the file's format.
unsigned long checksum(const DataSet& data) {
  unsigned long sum = checksum(
      0, std::as_bytes(std::span(data.labels.data(), static_cast<std::size_t>(data.samples()))));
  for (const std::span<const std::byte> memory : data.features.memory())
    sum = checksum(sum, memory);
  for (const std::string& name : data.label_names)
    sum = checksum(sum, std::as_bytes(std::span(name)));
  return sum;
}

void standardize(DataSet& data, DataSet* held_out) {
  if (held_out == nullptr) return standardize(data);
  align(*held_out, data);
  standardize(data, *held_out);
}

}  // namespace

void UserData::declare(CLI::App& app) {
  CLI::Option* const data =
      app.add_option("--data", file_, "learn from this CSV, LIBSVM or IDX file, plain or .gz");
  const auto with_data = [data, this](CLI::Option* option) {
    option->needs(data);
    options_.push_back(option);
  };
  with_data(app.add_option("--loss", risk_.loss,
                           "default: logistic for two labels, cross_entropy for more words, square "
                           "for more numbers"));
  with_data(app.add_option("--model", risk_.model, "default: the linear one of the loss"));
  with_data(app.add_option("--l2", risk_.l2, "weight of the penalty (l2/2) |theta|^2")
                ->check(number_from(0)));
  with_data(app.add_flag("--standardize", risk_.standardize,
                         "scale the features to mean 0 and deviation 1"));
  with_data(app.add_flag("--intercept", risk_.intercept, "a linear model has one"));
  with_data(app.add_option("--binarize", risk_.binarize,
                           "two classes: labels below this number, and from it on")
                ->check(CLI::Number));
  CLI::Option* const holdout = app.add_option(
      "--holdout", holdout_, "share of the samples that no method sees: --holdout=0.2");
  CLI::Option* const test_data = app.add_option(
      "--test_data", test_file_, "file of samples that no method sees, read as that of --data");
  with_data(holdout);
  with_data(test_data->excludes(holdout));
  declare_reading(with_data, app);
  app.add_option("--cache", cache_,
                 "keep the data as they are read here, which a next run need not parse: features "
                 "stay on disk, and may be more than memory holds")
      ->needs(data);
  with_data(app.add_option("--precision", precision_, "how the features are stored")
                ->option_text("double|float (double)")
                ->check(CLI::IsMember({"double", "float"})));
}

void UserData::declare_reading(const std::function<void(CLI::Option*)>& with_data, CLI::App& app) {
  with_data(app.add_option("--label", read_.label,
                           "CSV: the label's column by name or index from 0; default: the last"));
  with_data(app.add_option("--header", header_, "CSV: whether the first line is one; default: auto")
                ->check(CLI::IsMember({"auto", "yes", "no"})));
  with_data(
      app.add_option("--delimiter", read_.delimiter,
                     "CSV: one character, tab, or space for any white space: --delimiter=';'; "
                     "default: seen from the lines"));
  with_data(app.add_option("--decimal", read_.decimal,
                           "CSV: the decimal mark: --decimal=,; default: seen from the numbers")
                ->check(CLI::IsMember({".", ","})));
  with_data(app.add_option("--comment", read_.comment,
                           "CSV: what follows it is passed over: --comment=%; default: lines that "
                           "begin with #"));
  with_data(app.add_option("--drop", read_.drop,
                           "CSV: columns to leave out, by name or index from 0: --drop=id,date")
                ->delimiter(','));
  with_data(app.add_option("--missing", missing_,
                           "CSV: samples with missing values are refused or dropped, or their "
                           "features imputed by the means; default: refuse")
                ->check(CLI::IsMember({"refuse", "drop", "impute"})));
  with_data(
      app.add_option("--na_values", read_.na_values,
                     "CSV: what stands for a missing value, as the empty field does: "
                     "--na_values=-999,unknown; default: ?, NA, N/A, NaN, NULL and their like")
          ->delimiter(','));
  with_data(app.add_flag("--one_hot", read_.one_hot,
                         "CSV: a column of words becomes a column of 0 and 1 per word"));
  with_data(app.add_flag("--zero_based", read_.zero_based, "LIBSVM: indices start at 0"));
  with_data(app.add_flag("--ignore_qid", read_.ignore_qid,
                         "LIBSVM: the groups qid:N of rankings are passed over"));
  with_data(app.add_option("--label_file", read_.label_file,
                           "IDX: the labels; default: the file with labels-idx1 for images-idx3"));
}

std::vector<NamedFile> UserData::files() const {
  if (!given()) return {};
  std::vector<NamedFile> files{{"--data", file_}};
  if (!read_.label_file.empty()) files.push_back({"--label_file", read_.label_file});
  if (!test_file_.empty()) files.push_back({"--test_data", test_file_});
  return files;
}

std::vector<NamedFile> UserData::outputs() const {
  if (cache_.empty()) return {};
  return {{"--cache", cache_}};
}

std::string UserData::problem() const {
  std::filesystem::path file = std::filesystem::path(file_).filename();
  if (file.extension() == ".gz") file.replace_extension();
  return "data:" + valid_utf8(file.stem().string());
}

std::string UserData::given_options() const {
  std::string text;
  for (const CLI::Option* option : options_) {
    if (option->count() == 0) continue;
    text += fmt::format("{}{}", text.empty() ? "" : " ", option->get_single_name());
    for (const std::string& value : option->results()) text += '=' + value;
  }
  return text;
}

std::string UserData::settings() const {
  const std::string text = given_options();
  return text + (text.empty() ? "" : " ") + content_;
}

/// What the cache was made from: the files, as the file system tells them apart, and the flags.
std::string UserData::cache_key() const {
  std::string key = given_options();
  for (const NamedFile& file : files()) {
    std::error_code none;
    const auto changed = std::filesystem::last_write_time(file.path, none).time_since_epoch();
    key += fmt::format("\n{} {} {} {}", file.flag,
                       std::filesystem::weakly_canonical(file.path, none).string(),
                       std::filesystem::file_size(file.path, none), changed.count());
  }
  return key;
}

ReadOptions UserData::read_options() const {
  ReadOptions read = read_;
  if (header_ == "yes" || header_ == "no") read.header = header_ == "yes";
  if (missing_ == "drop") read.missing = Missing::kDrop;
  if (missing_ == "impute") read.missing = Missing::kImpute;
  return read;
}

std::shared_ptr<DataSet> UserData::read_held_out(DataSet& data, const ReadOptions& read) const {
  if (!holdout_ && test_file_.empty()) return nullptr;
  if (read.missing == Missing::kImpute) {
    throw std::invalid_argument(
        "--missing: expected refuse or drop beside held-out samples, since the means that impute "
        "takes are those of a whole file");
  }
  if (!test_file_.empty()) {
    ReadOptions other = read;
    other.label_file.clear();  // that of the training samples
    return std::make_shared<DataSet>(read_data(test_file_, other));
  }
  Split split = hold_out(data, *holdout_);
  data = std::move(split.training);
  return std::make_shared<DataSet>(std::move(split.held_out));
}

CachedData UserData::read() const {
  ReadOptions read = read_options();
  const Precision precision = precision_ == "float" ? Precision::kFloat : Precision::kDouble;
  // Of numbers far from 0 a float keeps too little for what lies between them.
  if (!risk_.standardize) read.precision = precision;
  CachedData found{read_data(file_, read), nullptr, {}, {}};
  DataSet& data = found.training;
  found.said = say(data);
  found.content = fmt::format("samples={} features={} checksum={:08x}", data.samples(),
                              data.features.cols(), checksum(data));
  found.held_out = read_held_out(data, read);
  if (!test_file_.empty()) {
    found.content += fmt::format(" test_checksum={:08x}", checksum(*found.held_out));
  }
  found.content += " read: " + found.said;
  if (!risk_.standardize) return found;
  standardize(data, found.held_out.get());
  for (DataSet* const set : {&data, found.held_out.get()}) {
    if (set == nullptr || set->features.precision() == precision) continue;
    set->features = set->features.stored_as(precision);
  }
  return found;
}

std::shared_ptr<CachedData> UserData::read_by_cache() const {
  const std::string key = cache_key();
  std::shared_ptr<CachedData> found;
  const auto open = [&] {
    found = open_cache(cache_, key, rank_of_process(), ranks_of_job());
    return found != nullptr;
  };
  on_first_rank([&] {
    if (open()) return;
    OutputFile out(cache_, {"a cache of data", {std::string(kCacheOpening)}}, true);
    if (open()) return;  // of a process that was waited for
    {
      const CachedData data = read();
      std::string description;
      out.replace(pieces_of_cache(data, key, description));
    }
    open();
  });
  if (found == nullptr && !open()) {
    throw std::invalid_argument(
        fmt::format("--cache: {} was made anew from other data meanwhile", cache_));
  }
  return found;
}

std::unique_ptr<Problem> UserData::make() {
  const std::shared_ptr<CachedData> found =
      cache_.empty() ? std::make_shared<CachedData>(read()) : read_by_cache();
  content_ = found->content;
  RiskOptions risk = risk_;
  risk.standardize = false;  // it is done
  if (risk.loss.empty()) risk.loss = risk.binarize ? "logistic" : default_loss(found->training);
  if (risk.model.empty()) risk.model = default_model(risk.loss);
  std::string summary = escaped(this->problem()) + ": " + found->said;
  if (found->held_out != nullptr) {
    summary +=
        fmt::format("; {} {} held out", found->held_out->samples(), holdout_ ? "of them" : "more");
  }
  risk.held_out = found->held_out;
  auto problem = make_risk(std::move(found->training), risk);
  // Only now, so that bad input gets one line.
  std::cerr << fmt::format("{}; loss {}, model {}, l2 {}\n", summary, risk.loss, risk.model,
                           risk.l2);
  return problem;
}

}  // namespace ravine
