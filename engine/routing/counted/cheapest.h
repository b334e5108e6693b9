// Common ground of the algorithms that send every request to the server of the smallest cost.
#pragma once

#include <algorithm>
#include <bit>

#include "engine/routing/counted/counted_policy.h"
#include "engine/routing/tournament/tournament.h"

namespace headroom::routing {

/// A server's cost may change only with what happens to that server: then one of its requests tells, and the order of
/// all is kept in O(log n). Servers out of play, full ones, and those that the request has tried stand aside.
class CheapestPolicy : public CountedPolicy {
 public:
  explicit CheapestPolicy(const std::vector<ServerSpec>& servers) : CountedPolicy(servers), order_(servers.size()) {}

 protected:
  /// Costs in order: `cost` at least 0, then `tie`, then the declaration.
  struct Price {
    double cost = 0;
    std::uint32_t tie = 0;
  };
  /// REQUIRES: the server is in play, so its weight is above 0.
  virtual Price price(ServerIndex server) const = 0;
  /// The server's price may have changed, or whether it takes requests. `self` is *this, so that a final class is asked
  /// for its price directly.
  template <class Self>
  void reprice(const Self& self, ServerIndex server) {
    const bool takesPart = servers_[server].inPlay && !full(server);
    order_.set(server, takesPart ? keyOf(self.price(server)) : Tournament::kOut);
  }
  /// All prices, and who is in play. To be called by the constructor of the derived class.
  void repriceAll();
  /// The cheapest that takes the request, or kNoServer.
  ServerIndex cheapest(const RequestKey& key);

 private:
  // The bits of doubles from 0 up are ordered as the numbers are.
  static WideKey keyOf(const Price& p) {
    return WideKey{std::bit_cast<std::uint64_t>(std::max(0.0, p.cost))} << 32 | p.tie;
  }

  Tournament order_;
};

}  // namespace headroom::routing
