// The counter behind active health checks.
#pragma once

#include <string>

namespace headroom::routing {

/// HAProxy's: 0 … rise + fall − 1, up from `rise` on, starting there. A failure below full health takes one away and,
/// if that leaves less than `rise`, drops to 0; a pass adds one and, if that reaches `rise`, jumps to full health. So a
/// server that has not passed any check yet goes down on its first failure, whatever `fall` says.
class HealthCounter {
 public:
  HealthCounter(int rise, int fall) : rise_(rise), fall_(fall), health_(rise) {}

  void pass() {
    if (health_ < rise_ + fall_ - 1) ++health_;
    if (health_ >= rise_) health_ = rise_ + fall_ - 1;
  }
  void fail() {
    if (health_ > 0) --health_;
    if (health_ < rise_) health_ = 0;
  }
  /// After maintenance: up, but not yet trusted.
  void restart() { health_ = rise_; }

  bool up() const { return health_ >= rise_; }

  /// As HAProxy's statistics page says it: "UP", "UP 2/3" (two failures away from down), "DOWN", "DOWN 1/2".
  std::string text() const {
    const auto of = [](int n, int m) { return " " + std::to_string(n) + "/" + std::to_string(m); };
    if (up()) return health_ == rise_ + fall_ - 1 ? "UP" : "UP" + of(health_ - rise_ + 1, fall_);
    return health_ == 0 ? "DOWN" : "DOWN" + of(health_, rise_);
  }

 private:
  int rise_;
  int fall_;
  int health_;
};

}  // namespace headroom::routing
