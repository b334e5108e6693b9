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

/// "server[2]"
inline std::string indexed(const std::string& name, std::size_t index) {
  return name + "[" + std::to_string(index) + "]";
}

class Checker {
 public:
  /// With `showPaths` problems without a line begin with the field's path: binary files have no lines.
  Checker(Problems& problems, bool showPaths) : problems_(problems), showPaths_(showPaths) {}

  void error(const Subject& subject, const std::string& field, std::string what, std::string remedy,
             std::string rule = {});
  void warning(const Subject& subject, const std::string& field, std::string what, std::string remedy);

  void range(const Subject& subject, const std::string& field, double value, double low, double high);
  /// As range, without `low` itself.
  void above(const Subject& subject, const std::string& field, double value, double low, double high);
  void atLeast(const Subject& subject, const std::string& field, Duration value, Duration low);
  void law(const Subject& subject, const std::string& field, const Law& law);
  template <class T>
  void ifSet(const Subject& subject, const std::string& field, const std::optional<T>& value, double low, double high) {
    if (value) range(subject, field, static_cast<double>(*value), low, high);
  }
  void ifSet(const Subject& subject, const std::string& field, const std::optional<Duration>& value, Duration low) {
    if (value) atLeast(subject, field, *value, low);
  }
  void port(const Subject& subject, const std::string& field, int port) { range(subject, field, port, 1, 65535); }

  /// A name that must be there and be readable.
  void name(const Subject& subject, const std::string& field, const std::string& name);
  /// Text that may be empty but holds no control characters and no more than 256 bytes.
  void word(const Subject& subject, const std::string& field, const std::string& text);
  /// Names within one scope must differ.
  void unique(std::map<std::string, Subject>& scope, const Subject& subject, const std::string& field,
              const std::string& name, const std::string& scopeWords);
  /// `value` must be one of `names`; an empty one is a problem unless optional.
  void refers(const Subject& subject, const std::string& field, const std::string& value, const Names& names,
              bool optional = false);

  Problems& problems() { return problems_; }

 private:
  Spot spotOf(const Subject& subject, const std::string& field) const;
  std::string placed(const Subject& subject, const std::string& field, Spot spot, std::string what) const;

  Problems& problems_;
  bool showPaths_;
  int hints_ = 0;
};

}  // namespace headroom::farm_file
