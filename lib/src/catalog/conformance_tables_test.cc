// What every line of every table promises: a name, a summary, parameters that bind, and refusals
// that say what there is.
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <set>
#include <string>

#include "data/temporary_file.h"
#include "gradient/gradient_source.h"
#include "loss/loss.h"
#include "model/model.h"
#include "ravine/ravine.h"

namespace ravine {
namespace {

/// A parameter of a problem's loss or model is named "loss.delta".
bool is_name(const std::string& text) {
  static const std::regex name("((loss|model)[.])?[a-z][a-z0-9_]*");
  return std::regex_match(text, name);
}

bool is_line(const std::string& text) {
  return !text.empty() && text.size() <= 120 && text.find('\n') == std::string::npos;
}

bool mentions(const std::string& message, const std::string& text) {
  return message.find(text) != std::string::npos;
}

template <class T>
void expect_sound_parameters(const Table<T>& table, const Entry<T>& entry) {
  std::set<std::string> names;
  for (const Parameter& p : entry.parameters) {
    const std::string where = entry.name + ' ' + p.name;
    EXPECT_TRUE(is_name(p.name)) << where;
    EXPECT_TRUE(is_line(p.summary)) << where;
    EXPECT_TRUE(names.insert(p.name).second) << where << " stands twice";
    const auto refused = [&](const std::string& value) {
      const std::string message =
          refusal([&] { table.make(entry.name + ':' + p.name + '=' + value); });
      return mentions(message, p.name) && mentions(message, entry.name);
    };
    if (p.text) continue;
    for (const char* word : {"", "none_of_these", "1e", "nan", "inf", "0x10", " 1"}) {
      EXPECT_TRUE(refused(word)) << where << '=' << word;
    }
    if (!p.choices.empty()) {
      EXPECT_EQ(std::count(p.choices.begin(), p.choices.end(), p.default_value), 1) << where;
      continue;
    }
    EXPECT_TRUE(std::isinf(p.low) || refused(std::to_string(p.low - 1.0))) << where;
    EXPECT_TRUE(std::isinf(p.high) || refused(std::to_string(2.0 * p.high + 1.0))) << where;
    EXPECT_TRUE(!p.integer || refused(std::to_string(p.low + 0.5))) << where;
  }
}

template <class T>
void expect_sound(const Table<T>& table) {
  ASSERT_FALSE(table.entries().empty());
  std::set<std::string> names;
  for (const Entry<T>& entry : table.entries()) {
    EXPECT_TRUE(is_name(entry.name)) << entry.name;
    EXPECT_TRUE(is_line(entry.summary)) << entry.name;
    for (const PlannedRun& run : entry.planned) {
      EXPECT_TRUE(is_name(run.plan)) << entry.name;
      const Spec spec(entry.name + (run.parameters.empty() ? "" : ":") + run.parameters);
      EXPECT_NO_THROW(spec.bind(entry.parameters, run.plan)) << entry.name;
    }
    EXPECT_TRUE(names.insert(entry.name).second) << entry.name << " stands twice";
    EXPECT_NO_THROW(Spec(entry.name).bind(entry.parameters, "default of")) << entry.name;
    expect_sound_parameters(table, entry);
    const std::string message = refusal([&] { table.make(entry.name + ":no_such=1"); });
    for (const Parameter& p : entry.parameters) EXPECT_TRUE(mentions(message, p.name)) << message;
    EXPECT_TRUE(mentions(message, "no_such")) << message;
    EXPECT_NE(refusal([&] { table.make(entry.name + ":"); }), "accepted");
    EXPECT_NE(refusal([&] { table.make(entry.name + "::"); }), "accepted");
  }
  for (const char* unknown : {"", "no_such_name", "*", "Adam", " "}) {
    const std::string message = refusal([&] { table.make(unknown); });
    for (const std::string& name : table.names()) EXPECT_TRUE(mentions(message, name)) << message;
  }
}

TEST(EveryTable, MethodsAreSound) { expect_sound(methods()); }
TEST(EveryTable, ReadersAreSound) { expect_sound(readers()); }
TEST(EveryTable, ProblemsAreSound) { expect_sound(problems()); }
TEST(EveryTable, GradientSourcesAreSound) { expect_sound(gradient_sources()); }
TEST(EveryTable, DataSetsAreSound) { expect_sound(data_sets()); }
TEST(EveryTable, LossesAreSound) { expect_sound(losses()); }
TEST(EveryTable, ModelsAreSound) { expect_sound(models()); }

template <class T>
void expect_families(const Table<T>& table, const std::set<std::string>& families) {
  for (const Entry<T>& entry : table.entries()) {
    EXPECT_TRUE(families.contains(entry.family)) << entry.name << ": '" << entry.family << "'";
  }
}

TEST(EveryTable, MethodsHaveAFamily) {
  expect_families(methods(),
                  {"gradient_free", "full_gradient", "stochastic", "adaptive", "quasi_newton"});
  for (const auto& entry : methods().entries()) {
    EXPECT_EQ(methods().make(entry.name)->uses_gradient(), entry.family != "gradient_free")
        << entry.name;
  }
}

TEST(EveryTable, MethodsHaveNotes) {
  EXPECT_EQ(method_notes().size(), methods().entries().size());
  for (const auto& [name, notes] : method_notes()) {
    for (const std::string* note :
         {&notes.rule, &notes.cost, &notes.memory, &notes.use, &notes.paper}) {
      EXPECT_FALSE(note->empty()) << name;
    }
  }
}

// A cost of whole numbers, "3 values" or "1 value and 1 gradient", is what a step was counted as.
TEST(EveryTable, MethodsCostWhatTheirNotesSay) {
  const std::regex whole("([0-9]+) values?( and ([0-9]+) gradients?)?");
  const auto problem = make_problem("ravine:dimension=5:condition=10");
  int compared = 0;
  for (const auto& [name, notes] : method_notes()) {
    std::smatch found;
    const auto method = methods().make(name);
    if (!std::regex_match(notes.cost, found, whole)) continue;
    ++compared;
    const Result result = minimize_with(*method, problem->objective(), problem->start(),
                                        {.max_evaluations = 300, .gradient_tolerance = 0.0});
    const auto values = static_cast<double>(std::stoi(found[1]));
    const double gradients = found[3].matched ? std::stoi(found[3]) : 0.0;
    const auto steps = static_cast<double>(result.steps);
    // Beside the steps there are the start's own values and the step that the budget cut short.
    EXPECT_NEAR(static_cast<double>(result.f_evals), values * steps, 15.0) << name;
    EXPECT_NEAR(static_cast<double>(result.g_evals), gradients * steps, 15.0) << name;
    EXPECT_GE(steps, 90.0) << name;
  }
  EXPECT_GE(compared, 16);
}

TEST(EveryTable, ProblemsHaveAClass) {
  expect_families(problems(), {"smooth", "multimodal", "nonsmooth", "learning"});
}

}  // namespace
}  // namespace ravine
