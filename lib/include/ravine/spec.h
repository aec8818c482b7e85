// Names with parameters, "momentum:beta=0.7:step=0.01", and the tables that they are looked up in.
#pragma once

#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "ravine/export.h"

namespace ravine {

/// Values that are worth trying: `points` of them from `low` to `high`, by equal ratios.
struct SearchSpace {
  double low = 0.0;
  double high = 0.0;
  int points = 0;
};

/// One parameter of a named thing: what it takes, and what it is when not given.
struct Parameter {
  std::string name;
  std::string default_value;
  std::string summary;
  double low = -std::numeric_limits<double>::infinity();  ///< the smallest number it takes
  double high = std::numeric_limits<double>::infinity();  ///< the largest
  bool integer = false;
  std::vector<std::string> choices = {};  ///< when not empty, a word out of these and no number
  bool text = false;                      ///< any word, checked by the thing itself
  std::optional<SearchSpace> search = {};
};

/// The values of a thing's parameters, complete and checked.
class RAVINE_EXPORT Parameters {
 public:
  double number(std::string_view name) const;
  long integer(std::string_view name) const;
  const std::string& word(std::string_view name) const;
  /// True where the caller gave the value, false where it is the default.
  bool given(std::string_view name) const;

  /// True where all values are the same, given or not.
  bool operator==(const Parameters& other) const;

 private:
  friend class Spec;
  struct Value {
    std::string text;
    std::optional<double> number;  // none for a word
    bool given = false;
  };
  const Value& find(std::string_view name) const;
  std::map<std::string, Value, std::less<>> values_;
};

/// A parsed "name:key=value:key=value". A first part without "=" belongs to the name:
/// "nlopt:lbfgs". After "loss=huber", the key "delta" means the parameter "loss.delta" if there is
/// one; elsewhere it does where no other parameter has that name.
class RAVINE_EXPORT Spec {
 public:
  /// Throws std::invalid_argument where a part has no `key=value` form.
  explicit Spec(std::string_view text);

  const std::string& name() const { return name_; }

  /// The given values over the defaults. Throws std::invalid_argument, which lists `accepted`, for
  /// a key that is unknown or stands twice, and for a value that does not parse or is out of range.
  Parameters bind(const std::vector<Parameter>& accepted, std::string_view kind) const;

 private:
  /// The given values by their full names.
  std::map<std::string, std::string> resolved(const std::vector<Parameter>& accepted,
                                              std::string_view kind) const;

  std::string name_;
  std::vector<std::pair<std::string, std::string>> values_;
};

/// The finite number that is the whole of `text`; throws std::invalid_argument naming `what`.
RAVINE_EXPORT double parse_number(std::string_view text, std::string_view what);

/// Throws std::invalid_argument: "unknown <kind> '<name>'; there is: a, b, c".
[[noreturn]] RAVINE_EXPORT void throw_unknown(std::string_view kind, std::string_view name,
                                              const std::vector<std::string>& known);

/// A run that one of the scripts' comparisons makes of an entry.
struct PlannedRun {
  std::string plan;             ///< the comparison's name
  std::string parameters = {};  ///< "key=value:key=value"; empty: the defaults
};

/// A line of a catalogue: a name, what it is, what it takes, and how it is made.
template <class T>
struct Entry {
  std::string name;
  std::string summary;  ///< one line, with the source (author, year)
  std::vector<Parameter> parameters;
  std::function<std::unique_ptr<T>(const Parameters&)> make;
  std::string family = {};               ///< of a method; the class of a problem
  std::vector<PlannedRun> planned = {};  ///< by the scripts' comparisons
};

/// A catalogue of one kind of thing, found by name.
template <class T>
class Table {
 public:
  Table(std::string kind, std::vector<Entry<T>> entries)
      : kind_(std::move(kind)), entries_(std::move(entries)) {}

  const std::vector<Entry<T>>& entries() const { return entries_; }

  std::vector<std::string> names() const {
    std::vector<std::string> all;
    for (const auto& entry : entries_) all.push_back(entry.name);
    return all;
  }

  /// The entry of this name. Throws std::invalid_argument, which lists what there is.
  const Entry<T>& find(std::string_view name) const {
    for (const auto& entry : entries_) {
      if (entry.name == name) return entry;
    }
    throw_unknown(kind_, name, names());
  }

  /// Makes the thing that `text` names. Throws as `find`, and for what its parameters refuse.
  std::unique_ptr<T> make(std::string_view text) const {
    const Spec spec(text);
    const Entry<T>& entry = find(spec.name());
    return entry.make(spec.bind(entry.parameters, kind_ + " '" + entry.name + "'"));
  }

 private:
  std::string kind_;
  std::vector<Entry<T>> entries_;
};

}  // namespace ravine
