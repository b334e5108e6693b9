// A farm file as it is written, before the schema is asked: fields, values, places and comments. Text and JSON both end
// here.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/error.h"
#include "engine/farm/farm.h"

namespace headroom::farm_file {

using Spot = farm::Origin::Spot;

struct WrittenField;

/// One value as written.
struct WrittenValue {
  enum class Kind {
    String,   ///< `text` is the decoded content
    Number,   ///< `text` is the number with its sign, as written
    Word,     ///< a bare word: true, ROUND_ROBIN, inf
    Message,  ///< `fields`
    List,     ///< `items`
    Nothing,  ///< JSON null, or a value that could not be read and was reported
  };
  Kind kind = Kind::Nothing;
  std::string text;
  Spot spot;
  std::vector<WrittenField> fields;
  std::vector<WrittenValue> items;
  std::vector<std::string> opening;  ///< Comments of a message: behind its opening brace,
  std::vector<std::string> closing;  ///< before its closing brace,
  std::vector<std::string> behind;   ///< and behind the closing brace or the value, on the same line.
};

struct WrittenField {
  std::string name;
  Spot spot;
  std::vector<std::string> before;  ///< Comment lines before it.
  WrittenValue value;
};

/// Limits every reader keeps, so that a hostile file costs little.
inline constexpr int kMaxNesting = 64;
inline constexpr std::size_t kMaxFields = 1'000'000;
inline constexpr std::size_t kMaxReported =
    1'000;  ///< Problems gathered before a reader gives up; 50 of them are shown.

/// Collects problems of one file.
class Problems {
 public:
  explicit Problems(std::string file) : file_(std::move(file)) {}
  void error(Spot spot, std::string what, std::string remedy = {}, std::string rule = {}) {
    add(Severity::Error, spot, std::move(what), std::move(remedy), std::move(rule));
  }
  void warning(Spot spot, std::string what, std::string remedy = {}, std::string rule = {}) {
    add(Severity::Warning, spot, std::move(what), std::move(remedy), std::move(rule));
  }
  bool isTold(Spot spot) const {
    return std::any_of(found_.begin(), found_.end(),
                       [&](const Diagnostic& d) { return d.place.line == spot.line && d.place.column == spot.column; });
  }
  /// An error that keeps a draft back too: what is written could deceive whoever looks at it.
  void deceptive(Spot spot, std::string what, std::string remedy) {
    deceives_ = true;
    error(spot, std::move(what), std::move(remedy));
  }
  bool deceives() const { return deceives_; }
  bool full() const { return found_.size() >= kMaxReported; }
  const std::string& file() const { return file_; }
  /// Everything so far, in the order in which it was met; the caller may take it.
  Diagnostics& found() { return found_; }

 private:
  void add(Severity severity, Spot spot, std::string what, std::string remedy, std::string rule) {
    if (full()) return;
    found_.push_back({severity, {file_, spot.line, spot.column}, std::move(what), std::move(remedy), std::move(rule)});
  }
  std::string file_;
  Diagnostics found_;
  bool deceives_ = false;
};

/// Reads protobuf text. Goes on after a fault at the next place that looks like a field, so that one fault hides
/// little.
WrittenValue readText(std::string_view content, Problems& problems);

/// Reads JSON (RFC 8259).
WrittenValue readJson(std::string_view content, Problems& problems);

}  // namespace headroom::farm_file
