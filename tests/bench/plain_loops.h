// The plainest code that could do a balancer's job: arrays and one loop, inlined calls, servers that are up or not, a
// connection limit, weights, counts of open requests. Benchmarks put the routing core beside it.
#pragma once

#include <cstdint>
#include <vector>

namespace headroom::bench {

class PlainPool {
 public:
  explicit PlainPool(std::size_t servers) : servers_(servers) {}
  void opened(std::uint32_t server) { ++servers_[server].open; }
  void closed(std::uint32_t server) { --servers_[server].open; }

 protected:
  struct Server {
    std::int32_t weight = 1;
    std::int32_t score = 0;
    std::int32_t open = 0;
    std::int32_t limit = 0;
    bool up = true;
    bool eligible() const { return up && (limit == 0 || open < limit); }
  };
  std::vector<Server> servers_;
};

/// Round robin by weight: the smooth weighted loop over an array.
class PlainRoundRobin : public PlainPool {
 public:
  using PlainPool::PlainPool;
  std::uint32_t choose();
};

/// Least connections: one loop over open / weight.
class PlainLeastConnections : public PlainPool {
 public:
  using PlainPool::PlainPool;
  std::uint32_t choose() const;
};

/// A hash of the key, modulo; onwards from there while the server is not eligible.
class PlainHash : public PlainPool {
 public:
  using PlainPool::PlainPool;
  std::uint32_t choose(const char* text, std::size_t length) const;
};

}  // namespace headroom::bench
