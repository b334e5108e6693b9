// What the checks of a farm value share: telling where and what, ranges, names and references.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "engine/base/law.h"
#include "engine/farm_file/written.h"

namespace headroom::farm_file {

/// An object under check: how a person names it, where it stands in the file, its path in the message.
struct Subject {
  std::string words;  ///< "server FE1"
  std::string path;   ///< "server[0]"
  const farm::Origin* origin = nullptr;
};

/// Known names of one kind.
struct Names {
  std::string kind;  ///< "server"
  std::vector<std::string> ordered;
  std::set<std::string> set;
  void add(const std::string& name) {
    ordered.push_back(name);
    set.insert(name);
  }
};

/// Names taken so far, each with its owner.
using Scope = std::map<std::string, Subject>;

/// "server[2]"
inline std::string indexed(const std::string& name, std::size_t index) {
  return name + "[" + std::to_string(index) + "]";
}

/// An object of the farm as messages speak of it: "server FE1", or "a server without a name".
template <class T>
Subject subjectOf(const T& object, const std::string& kind, const std::string& name, const std::string& path) {
  return {name.empty() ? "a " + kind + " without a name" : kind + " " + name, path, &object.origin};
}

/// Whether the file has the field, understood or not. What is written but could not be understood has its own
/// complaint, and nobody should be told to write it.
template <class T>
bool isWritten(const T& object, const std::string& field) {
  return object.origin.fields.count(field) > 0;
}

/// Reports what is wrong with single fields. `field` is a path below the subject: "capacity.cores"; a problem is placed
/// where the field is written, or at the subject where it is not.
class Checker {
 public:
  /// With `showPaths` problems without a line begin with the field's path: binary files have no lines.
  Checker(Problems& problems, bool showPaths) : problems_(problems), showPaths_(showPaths) {}

  /// `rule`: the lint rule that says the same, for those who read rule ids; empty for most.
  void error(const Subject& subject, const std::string& field, std::string what, std::string remedy,
             std::string rule = {});
  /// As error, of text that no draft may hold either.
  void deceptive(const Subject& subject, const std::string& field, std::string what, std::string remedy);
  void warning(const Subject& subject, const std::string& field, std::string what, std::string remedy);

  /// From `low` to `high`, both included; NaN is outside.
  void range(const Subject& subject, const std::string& field, double value, double low, double high);
  /// As range, without `low` itself.
  void above(const Subject& subject, const std::string& field, double value, double low, double high);
  /// A duration that must not be shorter than `low`.
  void atLeast(const Subject& subject, const std::string& field, Duration value, Duration low);
  /// The mean not negative and the shape one that the kind of law allows.
  void law(const Subject& subject, const std::string& field, const Law& law);
  /// As range, where there is a value.
  template <class T>
  void ifSet(const Subject& subject, const std::string& field, const std::optional<T>& value, double low, double high) {
    if (value) range(subject, field, static_cast<double>(*value), low, high);
  }
  void ifSet(const Subject& subject, const std::string& field, const std::optional<Duration>& value, Duration low) {
    if (value) atLeast(subject, field, *value, low);
  }
  /// A place in the diagram, if there is one.
  void position(const Subject& subject, const std::optional<farm::Position>& position);
  void port(const Subject& subject, const std::string& field, int port) { range(subject, field, port, 1, 65535); }

  /// A name that must be there and be readable.
  void name(const Subject& subject, const std::string& field, const std::string& name);
  /// Text that may be empty but holds no control characters and no more than 256 bytes.
  void word(const Subject& subject, const std::string& field, const std::string& text);
  /// Names within one scope must differ.
  void unique(Scope& scope, const Subject& subject, const std::string& field, const std::string& name,
              const std::string& scopeWords);
  /// Users, proxy, balancers, servers and databases share one set of names.
  void uniqueNode(Scope& nodes, const Subject& subject, const std::string& name);
  /// The name of a node: there, readable and its own.
  void nodeName(Scope& nodes, const Subject& subject, const std::string& name);
  /// `value` must be one of `names`; an empty one is a problem unless optional.
  void refers(const Subject& subject, const std::string& field, const std::string& value, const Names& names,
              bool optional = false);

  Problems& problems() { return problems_; }

 private:
  Spot spotOf(const Subject& subject, const std::string& field) const;
  /// `what`, with the path of the field in front where there is no line to show.
  std::string placed(const Subject& subject, const std::string& field, Spot spot, std::string what) const;

  Problems& problems_;
  bool showPaths_;
  int hints_ = 0;
};

}  // namespace headroom::farm_file
