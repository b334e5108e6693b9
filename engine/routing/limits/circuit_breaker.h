// Stopping calls to somebody who does not answer well.
#pragma once

#include "engine/base/time.h"

namespace headroom::routing {

/// Opens after so many failures in a row, refuses everything for a while, then lets one call through: its success
/// closes the breaker, its failure opens it again, and while it lasts another one may try after each further while.
/// What Polly 7 does as `CircuitBreaker(exceptionsAllowedBeforeBreaking, durationOfBreak)`; late answers to calls from
/// before it opened change nothing.
class CircuitBreaker {
 public:
  /// REQUIRES: failures >= 1.
  CircuitBreaker(int failures, Duration open) : limit_(failures), pause_(open) {}

  /// Whether a call may be made now. A call that may is reported to succeeded() or failed() when it ends.
  bool allows(Instant now) {
    if (state_ == State::Closed) return true;
    if (now < until_) return false;
    state_ = State::HalfOpen;
    until_ = now + pause_;
    return true;
  }
  void succeeded() {
    if (state_ != State::Open) reset();
  }
  void failed(Instant now) {
    if (state_ == State::Open) return;
    if (state_ == State::Closed && ++inARow_ < limit_) return;
    state_ = State::Open;
    until_ = now + pause_;
  }
  void reset() {
    state_ = State::Closed;
    inARow_ = 0;
  }
  bool closed() const { return state_ == State::Closed; }

 private:
  enum class State { Closed, Open, HalfOpen };
  State state_ = State::Closed;
  int limit_;
  int inARow_ = 0;
  Duration pause_;
  Instant until_;
};

}  // namespace headroom::routing
