// The plainest code that could do a balancer's job: arrays and one loop, servers that are up or not, a connection
// limit, weights, counts of open requests, requests that are tried again elsewhere. Benchmarks put the routing core
// beside it. As an algorithm is chosen by name when a farm is read, the loops stand behind the same three virtual calls
// as ours.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "engine/base/random.h"
#include "engine/routing/request.h"

namespace headroom::bench {

class PlainPool {
 public:
  explicit PlainPool(std::size_t servers) : servers_(servers) {}
  virtual ~PlainPool() = default;
  virtual std::uint32_t choose(const routing::RequestKey& key, RandomSource& random) = 0;
  virtual void opened(std::uint32_t server) { ++servers_[server].open; }
  virtual void closed(std::uint32_t server) { --servers_[server].open; }

 protected:
  static constexpr std::uint32_t kNobody = 0xFFFFFFFF;
  struct Server {
    std::int32_t weight = 1;
    std::int32_t score = 0;
    std::int32_t open = 0;
    std::int32_t limit = 0;
    bool up = true;
  };
  bool eligible(std::uint32_t server, const routing::RequestKey& key) const {
    const Server& s = servers_[server];
    if (!s.up || (s.limit != 0 && s.open >= s.limit)) return false;
    if (key.attempts == nullptr || key.attempts->tried.empty()) return true;
    const auto& tried = key.attempts->tried;
    return std::find(tried.begin(), tried.end(), server) == tried.end();
  }
  /// The server, or the next one after it that is eligible.
  std::uint32_t onwards(std::uint32_t at, const routing::RequestKey& key) const {
    const auto count = static_cast<std::uint32_t>(servers_.size());
    for (std::uint32_t n = 0; n < count && !eligible(at, key); ++n) at = at + 1 == count ? 0 : at + 1;
    return at;
  }
  std::vector<Server> servers_;
};

/// Round robin by weight: the smooth weighted loop over an array.
class PlainRoundRobin final : public PlainPool {
 public:
  using PlainPool::PlainPool;
  std::uint32_t choose(const routing::RequestKey& key, RandomSource&) override;
};

/// The next slot of a map of turns.
class PlainSlots final : public PlainPool {
 public:
  explicit PlainSlots(std::size_t servers) : PlainPool(servers), slots_(servers) {
    for (std::uint32_t i = 0; i < slots_.size(); ++i) slots_[i] = i;
  }
  std::uint32_t choose(const routing::RequestKey& key, RandomSource&) override {
    at_ = at_ + 1 == slots_.size() ? 0 : at_ + 1;
    return onwards(slots_[at_], key);
  }

 private:
  std::vector<std::uint32_t> slots_;
  std::size_t at_ = 0;
};

/// The first server with room.
class PlainFirst final : public PlainPool {
 public:
  using PlainPool::PlainPool;
  std::uint32_t choose(const routing::RequestKey& key, RandomSource&) override { return onwards(0, key); }
};

/// Least connections: one loop over open / weight.
class PlainLeastConnections final : public PlainPool {
 public:
  using PlainPool::PlainPool;
  std::uint32_t choose(const routing::RequestKey& key, RandomSource&) override;
};

/// The same; those that tie take turns by the smooth weighted loop.
class PlainLeastInTurn final : public PlainPool {
 public:
  using PlainPool::PlainPool;
  std::uint32_t choose(const routing::RequestKey& key, RandomSource&) override;
};

/// The smallest (learned number · (open + 1)) / weight: response times, bytes.
class PlainLeastCost final : public PlainPool {
 public:
  explicit PlainLeastCost(std::size_t servers) : PlainPool(servers), learned_(servers, 1.0) {}
  std::uint32_t choose(const routing::RequestKey& key, RandomSource&) override;

 private:
  std::vector<double> learned_;
};

/// A random server by weight: a list in which every server stands as often as its weight says.
class PlainDraw : public PlainPool {
 public:
  explicit PlainDraw(std::size_t servers) : PlainPool(servers), slots_(servers) {
    for (std::uint32_t i = 0; i < slots_.size(); ++i) slots_[i] = i;
  }
  std::uint32_t choose(const routing::RequestKey& key, RandomSource& random) override { return draw(key, random); }

 protected:
  std::uint32_t draw(const routing::RequestKey& key, RandomSource& random) const {
    return onwards(slots_[static_cast<std::uint32_t>(random.next() % slots_.size())], key);
  }

 private:
  std::vector<std::uint32_t> slots_;
};

/// The less loaded of two random servers.
class PlainTwoDraws final : public PlainDraw {
 public:
  using PlainDraw::PlainDraw;
  std::uint32_t choose(const routing::RequestKey& key, RandomSource& random) override {
    const std::uint32_t a = draw(key, random);
    const std::uint32_t b = draw(key, random);
    return servers_[b].open * servers_[a].weight < servers_[a].open * servers_[b].weight ? b : a;
  }
};

/// The same of two different ones, if twenty draws find them.
class PlainTwoDifferent final : public PlainDraw {
 public:
  using PlainDraw::PlainDraw;
  std::uint32_t choose(const routing::RequestKey& key, RandomSource& random) override {
    const std::uint32_t a = draw(key, random);
    std::uint32_t b = a;
    for (int n = 0; n < 20 && b == a; ++n) b = draw(key, random);
    return servers_[b].open * servers_[a].weight <= servers_[a].open * servers_[b].weight ? b : a;
  }
};

/// The cheaper of two random servers by learned number · (open + 1) / weight.
class PlainTwoCosts final : public PlainDraw {
 public:
  explicit PlainTwoCosts(std::size_t servers) : PlainDraw(servers), learned_(servers, 1.0) {}
  std::uint32_t choose(const routing::RequestKey& key, RandomSource& random) override {
    const std::uint32_t a = draw(key, random);
    const std::uint32_t b = draw(key, random);
    return cost(b) < cost(a) ? b : a;
  }

 private:
  double cost(std::uint32_t i) const { return learned_[i] * (servers_[i].open + 1) / servers_[i].weight; }
  std::vector<double> learned_;
};

}  // namespace headroom::bench
