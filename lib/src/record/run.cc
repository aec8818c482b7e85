#include "record/run.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <limits>
#include <stdexcept>
#include <string>

#include "record/run_json.h"

namespace ravine {
namespace {

using Json = nlohmann::ordered_json;

template <class Member>
Json column(const Result& result, Member member) {
  Json values = Json::array();
  for (const TracePoint& point : result.trace) values.push_back(point.*member);
  return values;
}

/// To the nanoseconds that the clock has: all digits of a double would take twice the room.
Json seconds(const Result& result) {
  Json values = Json::array();
  for (const TracePoint& point : result.trace) {
    values.push_back(std::round(1e9 * point.seconds) / 1e9);
  }
  return values;
}

Json iterates(const Result& result) {
  Json values = Json::array();
  for (const TracePoint& point : result.trace) values.push_back({point.x[0], point.x[1]});
  return values;
}

/// Six digits, which are enough to draw.
double short_number(double value) {
  return std::isfinite(value) ? std::strtod(fmt::format("{:.6g}", value).c_str(), nullptr) : value;
}

/// An entry a point, null where the method told nothing; null where it never did.
Json memories(const Result& result, Eigen::VectorXd Memory::*part) {
  Json values = Json::array();
  bool told = false;
  for (const TracePoint& point : result.trace) {
    const Eigen::VectorXd& entry = point.memory.*part;
    told = told || entry.size() > 0;
    values.push_back(entry.size() > 0 ? Json({short_number(entry[0]), short_number(entry[1])})
                                      : Json(nullptr));
  }
  return told ? values : Json(nullptr);
}

Json figure(const Result& result, std::size_t place) {
  Json values = Json::array();
  for (const TracePoint& point : result.trace) values.push_back(point.figures.at(place));
  return values;
}

/// By P, the rounds at each point.
Json rounds(const Result& result) {
  Json by_processors = Json::object();
  for (const int processors : Rounds::kProcessors) {
    Json& counts = by_processors[std::to_string(processors)] = Json::array();
    for (const TracePoint& point : result.trace) counts.push_back(point.rounds.on(processors));
  }
  return by_processors;
}

template <class T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

/// The run of a line. What `--resume` needs of it stands before the arrays, which are most of the
/// line: they are read only where it does not.
Json run_of(const std::string& line) {
  const std::size_t arrays = line.find(",\"f_evals\":[");
  if (arrays != std::string::npos && line.back() == '}') {
    Json run = Json::parse(line.substr(0, arrays) + '}');
    if (run.contains("seed") && run.contains("status") && run.contains("counters")) return run;
  }
  return Json::parse(line);
}

/// A whole number: one with a fraction or an exponent, which a conversion would cut, is refused.
std::uint64_t whole_number(const Json& value) {
  return value.get_ref<const Json::number_unsigned_t&>();
}

HeldRun held_run(const Json& line) {
  constexpr std::uint64_t kMost = std::numeric_limits<int>::max();
  const auto threads = static_cast<int>(std::min(whole_number(line.at("threads")), kMost));
  const RunCase run{line.at("problem"), line.at("method"), line.at("gradient"),
                    line.at("backend"), threads,           whole_number(line.at("seed"))};
  HeldRun held{run.name(), line.value("settings", ""), line.value("status", ""), {}};
  if (!line.contains("counters")) return held;
  for (const auto& [name, value] : line.at("counters").items()) {
    if (value.is_number()) held.counters[name] = value.get<double>();
  }
  return held;
}

}  // namespace

std::string RunCase::name() const {
  return fmt::format("{}/{}/{}/{}:{}/seed:{}", problem, method, gradient, backend, threads, seed);
}

Json identity(const RunCase& run, const RunContext& context) {
  return {{"problem", run.problem},       {"method", run.method},    {"gradient", run.gradient},
          {"backend", run.backend},       {"threads", run.threads},  {"seed", run.seed},
          {"settings", context.settings}, {"commit", context.commit}};
}

std::string one_line(const Json& object) {
  return object.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string to_json_line(const RunCase& run, const RunContext& context, const Result& result,
                         const Counters& counters) {
  Json line = identity(run, context);
  line.update({{"dimension", context.dimension},
               {"f_star", or_null(context.f_star)},
               {"f_start", context.f_start},
               {"target", or_null(context.target)},
               {"status", to_string(result.status)},
               {"message", result.message},
               {"counters", counters},
               {"non_finite_evals", result.non_finite_evals},
               {"monitor_evals", result.monitor_evals},
               {"f_evals", column(result, &TracePoint::f_evals)},
               {"g_evals", column(result, &TracePoint::g_evals)},
               {"epochs", column(result, &TracePoint::epochs)},
               {"seconds", seconds(result)},
               {"value", column(result, &TracePoint::value)},
               {"best", column(result, &TracePoint::best)}});
  for (std::size_t i = 0; i < context.recorded.size(); ++i) {
    line[context.recorded[i]] = figure(result, i);
  }
  if (context.dimension == 2) {
    line["x"] = iterates(result);
    const std::pair<const char*, Eigen::VectorXd Memory::*> parts[] = {
        {"momentum", &Memory::momentum}, {"scale", &Memory::scale}};
    for (const auto& [name, part] : parts) {
      if (Json told = memories(result, part); !told.is_null()) line[name] = std::move(told);
    }
  }
  if (result.rounds.counted()) line["rounds"] = rounds(result);
  return one_line(line);
}

FileKind traces_kind() { return {"a traces file", {"{\"problem\":"}}; }

TraceFile::TraceFile(std::filesystem::path path, bool resume, FileKind kind)
    : path_(std::move(path)), file_(path_, std::move(kind)) {
  if (resume && file_.regular() && std::filesystem::exists(path_)) load();
}

void TraceFile::load() {
  std::ifstream in(path_);
  if (!in) throw std::invalid_argument(fmt::format("{}: cannot be read", path_.string()));
  std::string line;
  std::uintmax_t whole = 0;
  for (int number = 1; std::getline(in, line); ++number) {
    if (in.eof()) break;  // no newline: the run that was cut short
    whole += line.size() + 1;
    try {
      add(held_run(run_of(line)));
    } catch (const Json::exception&) {
      throw std::invalid_argument(
          fmt::format("{}:{}: expected a run as one JSON object", path_.string(), number));
    }
  }
  if (in.bad()) throw std::invalid_argument(fmt::format("{}: cannot be read", path_.string()));
  file_.keep(whole);
}

void TraceFile::add(HeldRun run) {
  const auto [place, is_new] = places_.try_emplace(run.name, held_.size());
  if (is_new) {
    held_.push_back(std::move(run));
  } else {
    held_[place->second] = std::move(run);
  }
}

bool TraceFile::holds(const std::string& name, const std::string& settings) const {
  const auto place = places_.find(name);
  if (place == places_.end()) return false;
  const HeldRun& run = held_[place->second];
  if (run.settings.empty() || run.settings == settings) return true;
  throw std::invalid_argument(
      fmt::format("{}: --resume: expected the settings '{}', with which {} was run, got '{}'",
                  path_.string(), run.settings, name, settings));
}

void TraceFile::append(const std::string& line) { file_.append(line + '\n'); }

}  // namespace ravine
