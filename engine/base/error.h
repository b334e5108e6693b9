// How bad input is told: every problem with its place, what is wrong and what to do.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace headroom {

enum class Severity { Error, Warning, Info };

/// Lower-case word for a severity: "error", "warning", "info".
std::string_view toString(Severity severity);

/// A place in a file. Line and column count from 1; 0 means unknown or not applicable.
struct SourcePlace {
  std::string file;
  int line = 0;
  int column = 0;
  bool operator==(const SourcePlace&) const = default;
};

/// One problem, ready to be shown to a person.
struct Diagnostic {
  Severity severity = Severity::Error;
  SourcePlace place;
  std::string what;    ///< One sentence: what is wrong, with the offending value.
  std::string remedy;  ///< What to do about it; may be empty.
  std::string rule;    ///< Lint rule id such as "AD01"; empty for plain reading errors.
  bool operator==(const Diagnostic&) const = default;
};

/// `file:line:column: severity: what; remedy [rule]`. Control characters are escaped, so that a hostile file
/// cannot drive the reader's terminal.
std::string format(const Diagnostic& diagnostic);

using Diagnostics = std::vector<Diagnostic>;

/// A single error without a place, for results that have nothing but a sentence to say.
Diagnostics problem(std::string what, std::string remedy = {}, SourcePlace place = {});

/// Whether any of them is an error.
bool hasErrors(const Diagnostics& diagnostics);

/// Either a value or the problems that prevented it. No exception crosses a room's door.
template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : content_(std::move(value)) {}                  // NOLINT: conversion is the point
  Result(Diagnostics problems) : content_(std::move(problems)) {}  // NOLINT
  bool ok() const { return std::holds_alternative<T>(content_); }
  /// `if (result)` asks whether there is a value, not what it is: a Result<bool> of false is true.
  explicit operator bool() const { return ok(); }
  /// REQUIRES: ok().
  T& value() & { return std::get<T>(content_); }
  /// As above, for reading.
  const T& value() const& { return std::get<T>(content_); }
  /// REQUIRES: ok(). Moves the value out of a result that is about to go: `std::move(result).value()`.
  T&& value() && { return std::get<T>(std::move(content_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }
  /// Empty when ok().
  const Diagnostics& problems() const {
    static const Diagnostics none;
    return ok() ? none : std::get<Diagnostics>(content_);
  }

 private:
  std::variant<T, Diagnostics> content_;
};

/// A result without a value: success or problems.
struct Done {};
using Outcome = Result<Done>;

}  // namespace headroom
