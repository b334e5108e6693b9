// Perl-compatible regular expressions, as HAProxy and nginx use them.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "engine/base/error.h"

namespace headroom::routing {

/// Compiled once; searching allocates nothing and is bounded: an expression that backtracks without end counts as no
/// match. Not thread-safe.
class Regex {
 public:
  /// The problem names the place within the expression.
  static Result<Regex> compile(std::string_view expression, bool ignoreCase);

  /// Whether it matches anywhere in `text`.
  bool search(std::string_view text) const;

 private:
  struct Compiled;
  explicit Regex(std::shared_ptr<const Compiled> compiled) : compiled_(std::move(compiled)) {}
  std::shared_ptr<const Compiled> compiled_;
};

}  // namespace headroom::routing
