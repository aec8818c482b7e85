#include "benchmarks/user_data.h"

#include <fmt/format.h>
#include <zlib.h>

#include <cstddef>
#include <filesystem>
#include <iostream>
#include <span>

#include "benchmarks/benchmark_main.h"
#include "ravine/catalog.h"

namespace ravine {
namespace {

/// The checksum (CRC-32) of `bytes` after those of `before`.
unsigned long checksum(unsigned long before, std::span<const std::byte> bytes) {
  return crc32_z(before, reinterpret_cast<const Bytef*>(bytes.data()), bytes.size());
}

/// The size and checksum of what was read, whatever the file's format.
std::string content(const DataSet& data) {
  unsigned long sum = checksum(
      0, std::as_bytes(std::span(data.labels.data(), static_cast<std::size_t>(data.samples()))));
  for (const std::span<const std::byte> memory : data.features.memory())
    sum = checksum(sum, memory);
  for (const std::string& name : data.label_names)
    sum = checksum(sum, std::as_bytes(std::span(name)));
  return fmt::format("samples={} features={} checksum={:08x}", data.samples(), data.features.cols(),
                     sum);
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
  with_data(app.add_option("--label", read_.label,
                           "CSV: the label's column by name or index from 0; default: the last"));
  with_data(app.add_option("--header", header_, "CSV: whether the first line is one; default: auto")
                ->check(CLI::IsMember({"auto", "yes", "no"})));
  with_data(app.add_option("--precision", precision_, "how the features are stored")
                ->option_text("double|float (double)")
                ->check(CLI::IsMember({"double", "float"})));
}

std::vector<NamedFile> UserData::files() const {
  if (!given()) return {};
  return {{"--data", file_}};
}

std::string UserData::problem() const {
  std::filesystem::path file = std::filesystem::path(file_).filename();
  if (file.extension() == ".gz") file.replace_extension();
  return "data:" + valid_utf8(file.stem().string());
}

std::string UserData::settings() const {
  std::string text;
  for (const CLI::Option* option : options_) {
    if (option->count() == 0) continue;
    text += fmt::format("{}{}", text.empty() ? "" : " ", option->get_single_name());
    for (const std::string& value : option->results()) text += '=' + value;
  }
  return text + (text.empty() ? "" : " ") + content_;
}

std::unique_ptr<Problem> UserData::make() {
  ReadOptions read = read_;
  const bool floats = precision_ == "float";
  // Of numbers far from 0 a float keeps too little for what lies between them.
  const bool narrow_later = floats && risk_.standardize;
  if (floats && !narrow_later) read.precision = Precision::kFloat;
  if (header_ == "yes" || header_ == "no") read.header = header_ == "yes";
  DataSet data = read_data(file_, read);
  content_ = content(data);
  RiskOptions risk = risk_;
  if (narrow_later) {
    standardize(data);
    risk.standardize = false;
    data.features = data.features.stored_as(Precision::kFloat);
  }
  if (risk.loss.empty()) risk.loss = risk.binarize ? "logistic" : default_loss(data);
  if (risk.model.empty()) risk.model = default_model(risk.loss);
  const std::string summary =
      fmt::format("{}: {} samples, {} features{}; loss {}, model {}, l2 {}\n", this->problem(),
                  data.samples(), data.features.cols(), data.features.sparse() ? " (sparse)" : "",
                  risk.loss, risk.model, risk.l2);
  auto problem = make_risk(std::move(data), risk);
  std::cerr << summary;  // only now, so that bad input gets one line
  return problem;
}

}  // namespace ravine
