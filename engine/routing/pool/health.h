// The counter behind active health checks.
#pragma once

#include <string>

namespace headroom::routing {

/// HAProxy's: 0 … rise + fall − 1, up from `rise` on, starting there. A failure below full health takes one away and,
/// if that leaves less than `rise`, drops to 0; a pass adds one and, if that reaches `rise`, jumps to full health. So a
/// server that has not passed any check yet goes down on its first failure, whatever `fall` says. Products that count
/// `fall` failures from the start begin at full health (`trusted`).
class HealthCounter {
 public:
  HealthCounter(int rise, int fall, bool trusted = false)
      : rise_(rise), fall_(fall), fresh_(trusted ? rise + fall - 1 : rise), health_(fresh_) {}

  void pass() {
    if (health_ < top()) ++health_;
    if (health_ >= rise_) health_ = top();
  }
  void fail() {
    if (health_ > 0) --health_;
    if (health_ < rise_) health_ = 0;
  }
  /// HAProxy `on-error sudden-death`: counts as a failure, and the next one takes the server out.
  void suddenDeath() {
    if (health_ > rise_) health_ = rise_ + 1;
    fail();
  }
  /// HAProxy `on-error mark-down`.
  void markDown() {
    health_ = rise_;
    fail();
  }
  /// After maintenance, as at the start.
  void restart() { health_ = fresh_; }

  bool up() const { return health_ >= rise_; }
  /// Nothing but passes lately; while this holds checks are due at the ordinary interval.
  bool full() const { return health_ == top(); }
  /// Down without a pass since.
  bool flat() const { return health_ == 0; }

  /// As HAProxy's statistics page says it: "UP", "UP 2/3" (two failures away from down), "DOWN", "DOWN 1/2".
  std::string text() const {
    const auto of = [](int n, int m) { return " " + std::to_string(n) + "/" + std::to_string(m); };
    if (up()) return full() ? "UP" : "UP" + of(health_ - rise_ + 1, fall_);
    return health_ == 0 ? "DOWN" : "DOWN" + of(health_, rise_);
  }

 private:
  int top() const { return rise_ + fall_ - 1; }

  int rise_;
  int fall_;
  int fresh_;
  int health_;
};

}  // namespace headroom::routing
