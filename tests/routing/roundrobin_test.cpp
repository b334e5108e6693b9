#include "engine/routing/roundrobin/roundrobin.h"

#include <gtest/gtest.h>

#include "tests/routing/support.h"

namespace headroom::routing {
namespace {

std::vector<ServerSpec> anyServers(SeededRandom& dice) {
  std::vector<ServerSpec> servers(1 + dice.next() % 6);
  const bool equal = dice.next() % 2 == 0;
  for (ServerSpec& server : servers) {
    server.weight = equal ? 3 : static_cast<int>(dice.next() % 5);
    server.backup = dice.next() % 6 == 0;
    if (dice.next() % 12 == 0) server.maxConnections = 2;
  }
  return servers;
}

/// Two that hear and decide the same; one of them is kept from ever reading a round off: telling a server the weight
/// that it has changes nothing else.
class Twins {
 public:
  Twins(const std::vector<ServerSpec>& servers, bool allBackups)
      : reads_(servers, allBackups), takes_(servers, allBackups) {
    for (const ServerSpec& server : servers) weights_.push_back(server.weight);
  }

  void changeSomething(SeededRandom& dice) {
    const auto server = static_cast<ServerIndex>(dice.next() % weights_.size());
    const std::uint64_t what = dice.next() % 3;
    const bool on = dice.next() % 2 == 0;
    if (what == 2) weights_[server] = static_cast<int>(dice.next() % 4);
    for (RoundRobin* each : {&reads_, &takes_}) {
      if (what == 0) each->setUsable(server, on, Instant());
      if (what == 1) each->setDraining(server, on, Instant());
      if (what == 2) each->setWeight(server, weights_[server], Instant());
    }
  }

  void decide(const RequestKey& key, SeededRandom& dice) {
    takes_.setWeight(0, weights_[0], Instant());
    const Choice choice = reads_.choose(key, Instant(), dice);
    ASSERT_EQ(choice, takes_.choose(key, Instant(), dice));
    if (!choice) return;
    for (RoundRobin* each : {&reads_, &takes_}) each->opened(*choice);
    open_.push_back(*choice);
  }

  void closeOne(SeededRandom& dice) {
    if (open_.empty()) return;
    std::swap(open_[dice.next() % open_.size()], open_.back());
    for (RoundRobin* each : {&reads_, &takes_}) each->closed(open_.back());
    open_.pop_back();
  }

 private:
  RoundRobin reads_, takes_;
  std::vector<int> weights_;
  std::vector<ServerIndex> open_;
};

TEST(RoundRobin, ReadsOffTheTurnsThatItWouldTake) {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    SCOPED_TRACE(seed);
    SeededRandom dice(seed);
    const std::vector<ServerSpec> servers = anyServers(dice);
    Twins twins(servers, seed % 2 == 0);
    Attempts attempts;
    for (int step = 0; step < 3000; ++step) {
      if (dice.next() % 700 == 0) twins.changeSomething(dice);
      attempts.tried.assign(1, static_cast<ServerIndex>(dice.next() % servers.size()));
      RequestKey key;
      if (dice.next() % 500 == 0) key.attempts = &attempts;
      twins.decide(key, dice);
      if (HasFatalFailure()) return;
      if (dice.next() % 100 != 0) twins.closeOne(dice);
    }
  }
}

}  // namespace
}  // namespace headroom::routing
