#include "benchmarks/google_flags.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <stdexcept>
#include <utility>

namespace ravine {
namespace {

/// A check that takes a text that is one whole `Number`, and a right one.
template <class Number, class Predicate>
CLI::Validator number_check(const std::string& expected, Predicate is_right) {
  const auto check = [=](const std::string& text) -> std::string {
    Number value{};
    const char* const end = text.data() + text.size();
    const auto parsed = std::from_chars(text.data(), end, value);
    if (parsed.ec == std::errc() && parsed.ptr == end && is_right(value)) return {};
    return fmt::format("expected {}, got '{}'", expected, text);
  };
  return CLI::Validator(check, "");
}

CLI::Validator one_of(const std::vector<std::string>& words) {
  const auto check = [=](const std::string& text) -> std::string {
    if (std::find(words.begin(), words.end(), text) != words.end()) return {};
    return fmt::format("expected one of {}, got '{}'", fmt::join(words, ", "), text);
  };
  return CLI::Validator(check, "");
}

struct KnownFlag {
  std::string name;
  CLI::Validator check;  // of its value
  bool is_switch = false;
};

std::vector<KnownFlag> make_known_flags() {
  const CLI::Validator any(std::string{});
  const CLI::Validator truth = one_of({"true", "false", "yes", "no", "on", "off", "1", "0"});
  const CLI::Validator format = one_of({"console", "json", "csv"});
  return {
      {"benchmark_list_tests", truth, true},
      {"benchmark_filter", any},
      {"benchmark_min_time", number_from(0)},
      {"benchmark_min_warmup_time", number_from(0)},
      {"benchmark_repetitions", whole_number(1, std::numeric_limits<std::int32_t>::max())},
      {"benchmark_enable_random_interleaving", truth, true},
      {"benchmark_report_aggregates_only", truth, true},
      {"benchmark_display_aggregates_only", truth, true},
      {"benchmark_format", format},
      {"benchmark_out", any},
      {"benchmark_out_format", format},
      {"benchmark_color", one_of({"auto", "true", "false", "yes", "no", "on", "off", "1", "0"})},
      {"benchmark_counters_tabular", truth, true},
      {"benchmark_perf_counters", any},
      {"benchmark_context", any},
      {"benchmark_time_unit", one_of({"ns", "us", "ms", "s"})},
      {"v", whole_number(0, std::numeric_limits<std::int32_t>::max())},
  };
}

const std::vector<KnownFlag>& known_flags() {
  static const std::vector<KnownFlag> known = make_known_flags();
  return known;
}

const KnownFlag* find_flag(const std::string& name) {
  const auto& known = known_flags();
  const auto found = std::find_if(known.begin(), known.end(),
                                  [&](const KnownFlag& flag) { return "--" + flag.name == name; });
  return found == known.end() ? nullptr : &*found;
}

/// The library reads BENCHMARK_OUT and its like when the program starts.
std::vector<std::string> from_environment() {
  std::vector<std::string> arguments;
  for (const KnownFlag& flag : known_flags()) {
    std::string variable = flag.name;
    std::transform(variable.begin(), variable.end(), variable.begin(),
                   [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    const char* const value = flag.name == "v" ? nullptr : std::getenv(variable.c_str());
    if (value != nullptr) arguments.push_back(fmt::format("--{}={}", flag.name, value));
  }
  return arguments;
}

bool is_true(const std::string& text) {
  return text == "true" || text == "yes" || text == "on" || text == "1";
}

/// Takes the flag out where it is one that is handled here.
bool take(BenchmarkFlags& flags, const std::string& name, const std::string& value) {
  if (name == "--benchmark_out") {
    flags.out = value;
  } else if (name == "--benchmark_out_format") {
    flags.out_format = value;
  } else if (name == "--benchmark_filter") {
    flags.filter = CaseFilter(value.empty() || value == "all" ? ".*" : value);
  } else if (name == "--benchmark_list_tests") {
    flags.list_tests = is_true(value);
  } else if (name == "--benchmark_format") {
    flags.format = value;
    flags.own_display = false;
  } else {
    return false;
  }
  return true;
}

/// The value that `argument` gives the flag, checked.
std::string value_of(const KnownFlag& flag, const std::string& argument) {
  const auto equals = argument.find('=');
  if (equals == std::string::npos && !flag.is_switch) {
    throw std::invalid_argument(fmt::format("--{0}: expected --{0}=VALUE", flag.name));
  }
  const std::string value = equals == std::string::npos ? "true" : argument.substr(equals + 1);
  const std::string wrong = flag.check(value);
  if (!wrong.empty()) throw std::invalid_argument(fmt::format("--{}: {}", flag.name, wrong));
  return value;
}

constexpr std::size_t kLongestFilter = 10000;  // the compiler of expressions is recursive

}  // namespace

CaseFilter::CaseFilter(const std::string& text) : negative_(text.starts_with('-')) {
  if (text.size() > kLongestFilter) throw std::regex_error(std::regex_constants::error_space);
  using std::regex_constants::__polynomial;  // of libstdc++: no search tries a path twice
  pattern_ = std::regex(text.substr(negative_ ? 1 : 0),
                        std::regex::ECMAScript | std::regex::nosubs | __polynomial);
}

bool CaseFilter::keeps(const std::string& name) const {
  return std::regex_search(name, pattern_) != negative_;
}

BenchmarkFlags take_benchmark_flags(int argc, char** argv, const std::string& min_time) {
  BenchmarkFlags flags;
  std::vector<std::string> arguments = from_environment();
  arguments.insert(arguments.end(), argv + std::min(argc, 1), argv + argc);
  if (argc > 0) flags.rest.emplace_back(argv[0]);
  flags.rest.push_back("--benchmark_min_time=" + min_time);  // one that comes later wins
  for (const std::string& argument : arguments) {
    const std::string name = argument.substr(0, argument.find('='));
    const KnownFlag* const flag = find_flag(name);
    if (flag != nullptr && take(flags, name, value_of(*flag, argument))) continue;
    flags.rest.push_back(argument);
  }
  return flags;
}

std::vector<std::string> benchmark_flag_names() {
  std::vector<std::string> names;
  for (const KnownFlag& flag : known_flags()) names.push_back("--" + flag.name);
  return names;
}

CLI::Validator number_from(double low) {
  return number_check<double>(fmt::format("a number of at least {}", low),
                              [=](double value) { return value >= low && std::isfinite(value); });
}

CLI::Validator number_above(double low) {
  return number_check<double>(fmt::format("a number above {}", low),
                              [=](double value) { return value > low && std::isfinite(value); });
}

CLI::Validator whole_number(std::int64_t low, std::int64_t high) {
  return number_check<std::int64_t>(
      fmt::format("a whole number in [{}, {}]", low, high),
      [=](std::int64_t value) { return low <= value && value <= high; });
}

}  // namespace ravine
