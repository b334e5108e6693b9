// What users do about requests that fail or take long.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>

#include "engine/base/time.h"

namespace headroom::sim {

/// Repetitions for requests: each request deposits `share` of a token that expires after `window`; a repetition takes a
/// whole one. `reserve` tokens are always there, and what was taken comes back after `window` too.
struct BudgetSpec {
  double share = 0;
  double reserve = 0;  ///< Tokens: the least rate × window.
  Duration window;
};

struct RetrySpec {
  int attempts = 1;
  bool onTimeout = false;
  bool onUnavailable = false;
  bool onRefused = false;
  bool onError = false;
  Duration backoff;
  double factor = 1;
  Duration longest;
  double jitter = 0;
  std::optional<BudgetSpec> budget;
  Duration reloadAfter;
  double reloadProbability = 0;
  int reloads = 0;
};

/// The tokens of one budget. The window is cut into ten parts, as in Finagle's WindowedAdder, so that a deposit counts
/// for nine to ten tenths of it.
class RetryBudget {
 public:
  RetryBudget() = default;
  explicit RetryBudget(const BudgetSpec& spec) : spec_(spec) {}

  void deposit(Instant now) {
    turn(now);
    parts_[at_] += spec_.share;
  }
  /// Takes a token; false: there is none.
  bool withdraw(Instant now) {
    turn(now);
    double balance = spec_.reserve;
    for (const double part : parts_) balance += part;
    if (balance < 1 - 1e-9) return false;  // ten times a tenth is one
    parts_[at_] -= 1;
    return true;
  }

 private:
  static constexpr std::size_t kParts = 10;

  void turn(Instant now) {
    const std::int64_t part =
        now.ns() / std::max<std::int64_t>(1, spec_.window.ns() / static_cast<std::int64_t>(kParts));
    for (std::int64_t i = 0; current_ < part && i < static_cast<std::int64_t>(kParts); ++i) {
      at_ = (at_ + 1) % kParts;
      parts_[at_] = 0;
      ++current_;
    }
    current_ = part;
  }

  BudgetSpec spec_;
  std::array<double, kParts> parts_{};
  std::size_t at_ = 0;
  std::int64_t current_ = 0;
};

}  // namespace headroom::sim
