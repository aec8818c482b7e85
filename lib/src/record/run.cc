#include "record/run.h"

#include <fmt/format.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace ravine {
namespace {

using Json = nlohmann::ordered_json;

template <class Member>
Json column(const Result& result, Member member) {
  Json values = Json::array();
  for (const TracePoint& point : result.trace) values.push_back(point.*member);
  return values;
}

Json iterates(const Result& result) {
  Json values = Json::array();
  for (const TracePoint& point : result.trace) values.push_back({point.x[0], point.x[1]});
  return values;
}

template <class T>
Json or_null(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

}  // namespace

std::string RunCase::name() const {
  return fmt::format("{}/{}/{}/{}:{}/seed:{}", problem, method, gradient, backend, threads, seed);
}

std::string to_json_line(const RunCase& run, const RunContext& context, const Result& result) {
  Json line = {{"problem", run.problem},
               {"method", run.method},
               {"gradient", run.gradient},
               {"backend", run.backend},
               {"threads", run.threads},
               {"seed", run.seed},
               {"settings", context.settings},
               {"dimension", context.dimension},
               {"f_star", or_null(context.f_star)},
               {"f_start", context.f_start},
               {"target", or_null(context.target)},
               {"status", to_string(result.status)},
               {"message", result.message},
               {"non_finite_evals", result.non_finite_evals},
               {"monitor_evals", result.monitor_evals},
               {"f_evals", column(result, &TracePoint::f_evals)},
               {"g_evals", column(result, &TracePoint::g_evals)},
               {"epochs", column(result, &TracePoint::epochs)},
               {"seconds", column(result, &TracePoint::seconds)},
               {"value", column(result, &TracePoint::value)},
               {"best", column(result, &TracePoint::best)}};
  if (context.dimension == 2) line["x"] = iterates(result);
  return line.dump();
}

TraceFile::TraceFile(std::filesystem::path path, bool resume) : path_(std::move(path)) {
  if (resume && std::filesystem::exists(path_)) {
    load();
  } else if (!std::ofstream(path_, std::ios::trunc)) {
    throw std::invalid_argument(fmt::format("{}: cannot be written", path_.string()));
  }
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
      const Json run = Json::parse(line);
      const RunCase held{run.at("problem"), run.at("method"),  run.at("gradient"),
                         run.at("backend"), run.at("threads"), run.at("seed")};
      settings_[held.name()] = run.value("settings", "");
    } catch (const Json::exception&) {
      throw std::invalid_argument(
          fmt::format("{}:{}: expected a run as one JSON object", path_.string(), number));
    }
  }
  in.close();
  std::filesystem::resize_file(path_, whole);
}

bool TraceFile::holds(const std::string& name, const std::string& settings) const {
  const auto held = settings_.find(name);
  if (held == settings_.end()) return false;
  if (held->second.empty() || held->second == settings) return true;
  throw std::invalid_argument(
      fmt::format("{}: --resume: expected the settings '{}', with which {} was run, got '{}'",
                  path_.string(), held->second, name, settings));
}

void TraceFile::append(const std::string& line) {
  std::ofstream out(path_, std::ios::app);
  const std::string text = line + '\n';
  out.rdbuf()->pubsetbuf(nullptr, 0);
  if (!out.write(text.data(), static_cast<std::streamsize>(text.size())).flush()) {
    throw std::runtime_error(fmt::format("{}: cannot be written", path_.string()));
  }
}

}  // namespace ravine
