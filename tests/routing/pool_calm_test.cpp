// A pool where nothing but the algorithm decides takes a short way. It must decide, count and tell as on the long one.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "engine/routing/pool.h"
#include "tests/routing/support.h"

namespace headroom::routing {
namespace {

/// Two pools that hear the same. A limit that is never reached keeps one of them from ever being calm.
class Twins {
 public:
  Twins(PoolSpec spec, std::uint64_t seed) : ofCalm_(seed), ofWary_(seed) {
    calm_ = make(spec);
    spec.maxRequests = 1'000'000;
    wary_ = make(spec);
  }

  void step(SeededRandom& dice) {
    if (dice.next() % 4 == 0) now_ = now_ + Duration::milliseconds(static_cast<std::int64_t>(dice.next() % 1500));
    const std::uint64_t what = dice.next() % 1000;
    if (what < 480) {
      arrive();
    } else if (what < 960) {
      finish(dice);
    } else if (what < 985) {
      fail(dice);
    } else {
      operate(dice);
    }
    compare();
  }

 private:
  static std::unique_ptr<Pool> make(const PoolSpec& spec) {
    auto made = Pool::create(spec);
    EXPECT_TRUE(made.ok()) << format(made.problems().front());
    return std::move(*made);
  }

  void take(const Placement& one, const Placement& other) {
    ASSERT_EQ(one.kind, other.kind);
    ASSERT_EQ(one.server, other.server);
    ASSERT_EQ(one.request, other.request);
    if (one.kind == Placement::Kind::Assigned) open_.push_back(one.request);
  }
  void arrive() { take(calm_->arrive({}, now_, ofCalm_), wary_->arrive({}, now_, ofWary_)); }
  RequestId pick(SeededRandom& dice) {
    std::swap(open_[dice.next() % open_.size()], open_.back());
    const RequestId request = open_.back();
    open_.pop_back();
    return request;
  }
  void finish(SeededRandom& dice) {
    if (open_.empty()) return;
    const RequestId request = pick(dice);
    const bool leaves = dice.next() % 20 == 0;
    for (Pool* pool : {calm_.get(), wary_.get()})
      leaves ? pool->abandoned(request, now_) : pool->finished(request, now_);
  }
  void fail(SeededRandom& dice) {
    if (open_.empty()) return;
    const RequestId request = pick(dice);
    const auto failure = dice.next() % 2 == 0 ? Failure::Refused : Failure::NoAnswer;
    take(calm_->failed(request, failure, {}, now_, ofCalm_), wary_->failed(request, failure, {}, now_, ofWary_));
  }
  void operate(SeededRandom& dice) {
    const auto server = static_cast<ServerIndex>(dice.next() % calm_->servers().size());
    const std::uint64_t what = dice.next() % 4;
    const auto state = static_cast<AdminState>(dice.next() % 3);
    const bool passed = dice.next() % 2 == 0;
    const int weight = dice.next() % 2 == 0 ? 0 : calm_->servers()[server].weight;
    for (Pool* pool : {calm_.get(), wary_.get()}) {
      if (what == 0) pool->setState(server, state, now_);
      if (what == 1) pool->checked(server, passed, now_);
      if (what == 2) pool->tick(now_);
      if (what == 3) {
        EXPECT_TRUE(pool->setWeight(server, weight, now_).ok());
      }
    }
  }

  void compare() {
    ASSERT_EQ(calm_->quiet(), wary_->quiet());
    ASSERT_EQ(calm_->started().size(), wary_->started().size());
    for (std::size_t i = 0; i < calm_->started().size(); ++i) {
      ASSERT_EQ(calm_->started()[i].request, wary_->started()[i].request);
      ASSERT_EQ(calm_->started()[i].server, wary_->started()[i].server);
      open_.push_back(calm_->started()[i].request);
    }
    ASSERT_TRUE(std::ranges::equal(calm_->refusedNow(), wary_->refusedNow()));
    // Who waited for a server that has gone is placed again, which may say something of others in its turn.
    const std::vector<RequestId> bounced(calm_->bounced().begin(), calm_->bounced().end());
    ASSERT_TRUE(std::ranges::equal(bounced, wary_->bounced()));
    for (const RequestId request : bounced)
      take(calm_->again(request, {}, now_, ofCalm_), wary_->again(request, {}, now_, ofWary_));
    ASSERT_EQ(calm_->anyWaiting(), wary_->anyWaiting());
    for (ServerIndex i = 0; i < calm_->servers().size(); ++i) {
      ASSERT_EQ(calm_->open(i), wary_->open(i));
      ASSERT_EQ(calm_->waiting(i), wary_->waiting(i));
    }
  }

  std::unique_ptr<Pool> calm_, wary_;
  SeededRandom ofCalm_, ofWary_;
  std::vector<RequestId> open_;
  Instant now_;
};

PoolSpec anySpec(const std::string& algorithm, SeededRandom& dice) {
  PoolSpec spec;
  spec.policy.algorithm = algorithm;
  spec.policy.servers.resize(1 + dice.next() % 5);
  const bool limited = dice.next() % 2 == 0, slow = dice.next() % 4 == 0;
  for (std::size_t i = 0; i < spec.policy.servers.size(); ++i) {
    ServerSpec& server = spec.policy.servers[i];
    server.name = "S" + std::to_string(i);
    server.weight = 1 + static_cast<int>(dice.next() % 3);
    server.backup = i > 0 && dice.next() % 6 == 0;
    if (limited || algorithm == "first") server.maxConnections = 1 + static_cast<int>(dice.next() % 4);
    if (slow) server.slowStart = Duration::wholeSeconds(3);
  }
  if (dice.next() % 2 == 0) spec.redispatch = 1;
  if (dice.next() % 3 == 0) spec.queueTimeout = Duration::wholeSeconds(5);
  return spec;
}

class CalmPool : public testing::TestWithParam<std::string> {};

TEST_P(CalmPool, DecidesAndTellsAsOneThatAlwaysAsks) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    SCOPED_TRACE(seed);
    SeededRandom dice(seed);
    Twins twins(anySpec(GetParam(), dice), seed);
    for (int i = 0; i < 2000; ++i) {
      twins.step(dice);
      if (HasFatalFailure()) return;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Algorithms, CalmPool,
                         testing::Values("roundrobin", "leastconn", "static-rr", "first", "random"),
                         [](const auto& one) { return one.param == "static-rr" ? "static_rr" : one.param; });

}  // namespace
}  // namespace headroom::routing
