// The outcome of a choice: a server, or nobody.
#pragma once

#include <cassert>
#include <optional>

#include "engine/routing/server.h"

namespace headroom::routing {

/// What std::optional<ServerIndex> would say, in one word. An optional of four bytes is written in two parts and read
/// as a whole, for which the processor has to wait: a third of what some algorithms take for a decision.
class Choice {
 public:
  constexpr Choice() = default;
  /// Nobody.
  constexpr Choice(std::nullopt_t) {}
  constexpr Choice(const std::optional<ServerIndex>& server) : server_(server.value_or(kNoServer)) {}
  /// kNoServer is nobody.
  constexpr Choice(ServerIndex server) : server_(server) {}

  constexpr bool has_value() const { return server_ != kNoServer; }
  constexpr explicit operator bool() const { return has_value(); }
  constexpr ServerIndex operator*() const {
    assert(has_value());
    return server_;
  }
  constexpr ServerIndex value_or(ServerIndex other) const { return has_value() ? server_ : other; }
  constexpr operator std::optional<ServerIndex>() const {
    return has_value() ? std::optional<ServerIndex>(server_) : std::nullopt;
  }
  friend constexpr bool operator==(Choice a, Choice b) { return a.server_ == b.server_; }

 private:
  ServerIndex server_ = kNoServer;
};

}  // namespace headroom::routing
