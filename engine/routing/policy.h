// How a balancer chooses a server. The simulator and the live gateway run this same code.
//
// Pure decisions: no clock, no sockets, no global randomness; `now` and random numbers come from the caller. Nothing allocates per decision.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/random.h"
#include "engine/base/time.h"

namespace headroom::routing {

/// Position of a server in the pool, in order of declaration.
using ServerIndex = std::uint32_t;

struct ServerSpec {
  std::string name;
  int weight = 1;  ///< 0…256.
};

/// What a policy may look at in a request.
struct RequestKey {
  std::uint64_t client = 0;
};

/// Chooses among the usable servers of one pool. Not thread-safe.
class Policy {
 public:
  virtual ~Policy() = default;
  /// The server for the next request, or nullopt when none is usable. The caller reports opened() for the answer.
  virtual std::optional<ServerIndex> choose(const RequestKey& key, Instant now, RandomSource& random) = 0;
  /// A request was assigned to the server / has left it.
  virtual void opened(ServerIndex server) = 0;
  virtual void closed(ServerIndex server) = 0;
  /// A health check or an operator took the server out, or put it back.
  virtual void setUsable(ServerIndex server, bool usable, Instant now) = 0;
  virtual void setWeight(ServerIndex server, int weight, Instant now) = 0;
};

/// HAProxy 2.6 `balance roundrobin`. REQUIRES: weights within 0…256.
std::unique_ptr<Policy> makeRoundRobin(const std::vector<ServerSpec>& servers);
/// HAProxy 2.6 `balance leastconn`.
std::unique_ptr<Policy> makeLeastConnections(const std::vector<ServerSpec>& servers);

}  // namespace headroom::routing
