#include "ravine/risk.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <stdexcept>

#include "catalog/risk_problems.h"
#include "data/hold_out.h"
#include "loss/loss.h"
#include "model/empirical_risk.h"
#include "model/sample_fit.h"
#include "ravine/catalog.h"

namespace ravine {
namespace {

/// A data set as a problem: what is learned from it unless its parameters say otherwise.
struct Task {
  std::string data;
  std::string loss;
  std::string model;
  double l2;
  bool standardize;
  bool intercept;
  std::vector<PlannedRun> planned = {};
};

/// The parameters of all entries of a table as "scope.name". Two entries may have parameters of one
/// name that take different values: the chosen entry checks what is given.
template <class T>
void add_scoped(std::vector<Parameter>& all, const std::string& scope, const Table<T>& table) {
  for (const auto& entry : table.entries()) {
    for (const Parameter& own : entry.parameters) {
      const std::string name = scope + '.' + own.name;
      const auto earlier =
          std::find_if(all.begin(), all.end(), [&](const Parameter& p) { return p.name == name; });
      if (earlier == all.end()) {
        all.push_back(own);
        all.back().name = name;
      } else {
        earlier->choices.clear();
        earlier->text = true;
      }
    }
  }
}

Parameter yes_or_no(std::string name, bool value, std::string summary) {
  return {.name = std::move(name),
          .default_value = value ? "1" : "0",
          .summary = std::move(summary),
          .low = 0,
          .high = 1,
          .integer = true};
}

/// The parameters of the data set, of the risk, and of every loss and model.
std::vector<Parameter> parameters_of(const Task& task) {
  std::vector<Parameter> all = data_sets().find(task.data).parameters;
  all.push_back({.name = "loss",
                 .default_value = task.loss,
                 .summary = "what a prediction costs",
                 .choices = losses().names()});
  all.push_back({.name = "model",
                 .default_value = task.model,
                 .summary = "what predicts",
                 .choices = models().names()});
  all.push_back({.name = "l2",
                 .default_value = fmt::format("{}", task.l2),
                 .summary = "the penalty's weight",
                 .low = 0.0});
  all.push_back(yes_or_no("standardize", task.standardize, "features to mean 0 and deviation 1"));
  all.push_back(yes_or_no("intercept", task.intercept, "of a linear model"));
  all.push_back({.name = "binarize",
                 .default_value = "none",
                 .summary = "a number: two classes, labels below it and from it on",
                 .text = true});
  all.push_back({.name = "holdout",
                 .default_value = "none",
                 .summary = "samples that no method sees: standard, or their share",
                 .text = true});
  add_scoped(all, "loss", losses());
  add_scoped(all, "model", models());
  return all;
}

/// "name:key=value" with those parameters of `entry` that were given.
template <class T>
std::string spec_of(const std::string& scope, const Entry<T>& entry, const Parameters& p) {
  std::string spec = entry.name;
  for (const Parameter& own : entry.parameters) {
    const std::string name = scope + '.' + own.name;
    if (p.given(name)) spec += fmt::format(":{}={}", own.name, p.word(name));
  }
  return spec;
}

/// Throws for a given parameter of a loss or model that the chosen one does not have.
template <class T>
void refuse_others(const Table<T>& table, const std::string& scope, const Entry<T>& chosen,
                   const Parameters& p) {
  const auto is_own = [&](const std::string& name) {
    return std::any_of(chosen.parameters.begin(), chosen.parameters.end(),
                       [&](const Parameter& own) { return own.name == name; });
  };
  for (const auto& entry : table.entries()) {
    for (const Parameter& parameter : entry.parameters) {
      if (is_own(parameter.name) || !p.given(scope + '.' + parameter.name)) continue;
      throw std::invalid_argument(fmt::format("parameter '{}' does not apply to {} '{}'",
                                              parameter.name, scope, chosen.name));
    }
  }
}

/// The samples to learn from, and those that no method sees; none of these for "none".
Split split_of(const Task& task, const Parameters& p) {
  DataSet data = std::move(*data_sets().find(task.data).make(p));
  const std::string& holdout = p.word("holdout");
  if (holdout == "none") return {std::move(data), {}};
  if (holdout == "standard") return standard_split(std::move(data));
  return hold_out(data, parse_number(holdout, "parameter 'holdout' (none, standard or a share)"));
}

std::unique_ptr<Problem> make_problem_of(const Task& task, const Entry<Problem>& entry,
                                         const Parameters& p) {
  const Entry<Loss>& loss = losses().find(p.word("loss"));
  const std::string model_name =
      p.given("model") || loss.name == task.loss ? p.word("model") : default_model(loss.name);
  const Entry<Architecture>& model = models().find(model_name);
  refuse_others(losses(), "loss", loss, p);
  refuse_others(models(), "model", model, p);
  const std::string model_spec = spec_of("model", model, p);
  // The data set's default is for a model that can do without; one that can't refuses the user's.
  const bool intercept = p.given("intercept") || models().make(model_spec)->intercept_is_optional();
  RiskOptions options{.loss = spec_of("loss", loss, p),
                      .model = model_spec,
                      .l2 = p.number("l2"),
                      .intercept = intercept && p.integer("intercept") == 1,
                      .standardize = p.integer("standardize") == 1};
  if (const std::string& threshold = p.word("binarize"); threshold != "none") {
    options.binarize = parse_number(threshold, "parameter 'binarize'");
  }
  Split split = split_of(task, p);
  if (split.held_out.samples() > 0) {
    options.held_out = std::make_shared<const DataSet>(std::move(split.held_out));
  }
  return make_risk(std::move(split.training), options, reference_minimum(entry, p));
}

Entry<Problem> risk_problem(const Task& task) {
  Entry<Problem> entry{task.data,           data_sets().find(task.data).summary,
                       parameters_of(task), nullptr,
                       "learning",          task.planned};
  // Only the name and the parameters are looked at there.
  entry.make = [task, entry](const Parameters& p) { return make_problem_of(task, entry, p); };
  return entry;
}

/// Labels below `threshold` as 0 and the others as 1.
void binarize(DataSet& data, double threshold) {
  data.labels = (data.labels.array() >= threshold).cast<double>();
  data.label_names.clear();
}

/// Makes the samples ready for the loss, and the held-out ones, which it returns, in the same way.
std::shared_ptr<const DataSet> prepare(DataSet& training, const RiskOptions& options) {
  std::shared_ptr<DataSet> held_out;
  if (options.held_out != nullptr) {
    held_out = std::make_shared<DataSet>(*options.held_out);
    align(*held_out, training);
  }
  if (options.binarize) {
    binarize(training, *options.binarize);
    if (held_out != nullptr) binarize(*held_out, *options.binarize);
  }
  if (options.standardize && held_out != nullptr) {
    standardize(training, *held_out);
  } else if (options.standardize) {
    standardize(training);
  }
  return held_out;
}

/// What is known of a risk on how well it predicts: its own samples, and those held out where there
/// are any.
void add_figures(Facts& facts, const EmpiricalRisk& risk, std::shared_ptr<const DataSet> training,
                 std::shared_ptr<const DataSet> held_out) {
  const auto own = std::make_shared<const SampleFit>(risk, std::move(training));
  if (risk.classifies()) {
    facts.at_end = {{"zero_one"}, [own](const Executor& executor, const VectorXd& theta, double) {
                      return std::vector<double>{own->at(executor, theta).error};
                    }};
  }
  if (held_out == nullptr) return;
  const auto unseen = std::make_shared<const SampleFit>(risk, std::move(held_out));
  facts.recorded = {{"train_value", "test_value", "test_error"},
                    [&risk, unseen](const Executor& executor, const VectorXd& theta, double value) {
                      const Fit fit = unseen->at(executor, theta);
                      return std::vector<double>{value - risk.penalty(theta), fit.loss, fit.error};
                    }};
  facts.at_end.names.insert(facts.at_end.names.end(),
                            {"train_value", "train_error", "test_value", "test_error"});
  facts.at_end.at = [own, unseen, classifies = risk.classifies()](const Executor& executor,
                                                                  const VectorXd& theta, double) {
    const Fit seen = own->at(executor, theta);
    const Fit fit = unseen->at(executor, theta);
    std::vector<double> figures{seen.loss, seen.error, fit.loss, fit.error};
    if (classifies) figures.insert(figures.begin(), seen.error);
    return figures;
  };
}

}  // namespace

std::string default_loss(const DataSet& data) {
  const std::set<double> distinct(data.labels.begin(), data.labels.end());
  if (distinct.size() == 2) return "logistic";
  return data.label_names.empty() ? "square" : "cross_entropy";
}

std::string default_model(const std::string& loss) {
  return Spec(loss).name() == "cross_entropy" ? "softmax_linear" : "linear";
}

std::unique_ptr<Problem> detail::make_risk(const DataSet& data, const RiskOptions& options,
                                           std::optional<double> minimum) {
  return detail::make_risk(DataSet(data), options, minimum);
}

std::unique_ptr<Problem> detail::make_risk(DataSet&& data, const RiskOptions& options,
                                           std::optional<double> minimum) {
  std::shared_ptr<const DataSet> held_out = prepare(data, options);
  const std::string loss = options.loss.empty() ? default_loss(data) : options.loss;
  const std::string model = options.model.empty() ? default_model(loss) : options.model;
  const auto training = std::make_shared<const DataSet>(std::move(data));
  auto risk = std::make_unique<EmpiricalRisk>(
      training, losses().make(loss), *models().make(model),
      EmpiricalRisk::Options{.l2 = options.l2, .intercept = options.intercept});
  Facts facts{.start = risk->start(1), .minimum = minimum};
  const EmpiricalRisk& kept = *risk;  // by the problem, as long as its facts
  facts.seeded_start = [&kept](std::uint64_t seed) { return kept.start(seed); };
  add_figures(facts, kept, training, std::move(held_out));
  return std::make_unique<Problem>(std::move(risk), std::move(facts));
}

std::vector<Entry<Problem>> risk_problems() {
  const std::string cross_entropy = "cross_entropy";
  const std::string softmax = "softmax_linear";
  const std::string held_out = "holdout=standard";
  // The penalty makes each minimum unique, and the risk strongly convex.
  const std::vector<Task> tasks = {
      {"line", "square", "linear", 0.0, false, false},
      {"iris",
       cross_entropy,
       softmax,
       1e-3,
       true,
       true,
       {{"small_data", held_out}, {"quick_data", held_out}, {"gate_data"}}},
      {"wine", cross_entropy, softmax, 1e-3, true, true, {{"small_data", held_out}}},
      {"breast_cancer",
       "logistic",
       "linear",
       1e-3,
       true,
       true,
       {{"small_data", held_out}, {"quick_data", held_out}, {"gate_data"}}},
      {"diabetes", "square", "linear", 1e-3, true, true, {{"small_data", held_out}}},
      {"digits", cross_entropy, softmax, 1e-3, true, true, {{"small_data", held_out}}},
      {"heart_scale", "logistic", "linear", 1e-3, false, true, {{"small_data", held_out}}},
      {"fashion_mnist", cross_entropy, softmax, 1e-4, false, false, {{"large_data", held_out}}},
      {"synthetic_linear", "square", "linear", 1e-3, false, false},
      {"synthetic_logistic", "logistic", "linear", 1e-3, false, false},
      {"synthetic_softmax", cross_entropy, softmax, 1e-3, false, false},
  };
  std::vector<Entry<Problem>> entries;
  entries.reserve(tasks.size());
  for (const Task& task : tasks) entries.push_back(risk_problem(task));
  return entries;
}

}  // namespace ravine
