// Common ground of the algorithms that come from neither HAProxy nor nginx: who is eligible, and how many requests are
// open on each server.
#pragma once

#include <algorithm>
#include <cassert>
#include <optional>
#include <string>
#include <vector>

#include "engine/routing/policy.h"

namespace headroom::routing {

/// Servers proper serve while one of them is in play; otherwise all backups in play together. Full servers and servers
/// that this request has tried are passed over.
class CountedPolicy : public Policy {
 public:
  explicit CountedPolicy(const std::vector<ServerSpec>& servers);

  void opened(ServerIndex server) override { ++servers_[server].open; }
  void closed(ServerIndex server) override {
    assert(servers_[server].open > 0 && "a request was closed that was not open");
    --servers_[server].open;
  }
  void setUsable(ServerIndex server, bool usable, Instant now) final;
  void setDraining(ServerIndex server, bool draining, Instant now) final;
  void setWeight(ServerIndex server, int weight, Instant now) final;
  bool serving(ServerIndex server) const final { return servers_[server].inPlay; }
  bool anyServing() const final { return !inPlay_.empty(); }
  std::uint32_t limit(ServerIndex server) const final { return servers_[server].limit; }
  Explanation explain(const RequestKey& key, Instant now, RandomSource& random) const final;

 protected:
  struct Server {
    std::uint32_t weight = 1;
    std::uint32_t open = 0;
    std::uint32_t limit = 0;
    bool usable = true;
    bool draining = false;
    bool backup = false;
    bool inPlay = false;  ///< In inPlay().
  };

  /// inPlay() or a weight changed. To be called by the constructor of a derived class too.
  virtual void changed() {}
  /// For explain(): what is looked for, what decides between equals, and what is compared.
  virtual std::string rule(const RequestKey& key) const = 0;
  virtual std::string tieBreak() const = 0;
  virtual std::string measure(ServerIndex server) const;

  /// The servers that serve now, in declaration order.
  const std::vector<ServerIndex>& inPlay() const { return inPlay_; }
  /// Whether a server in play may get this request: not full, and not tried before by the same request.
  bool takes(ServerIndex server, const RequestKey& key) const {
    if (full(server)) return false;
    if (key.attempts == nullptr || key.attempts->tried.empty()) return true;
    const auto& tried = key.attempts->tried;
    return std::find(tried.begin(), tried.end(), server) == tried.end();
  }
  bool full(ServerIndex server) const {
    const Server& s = servers_[server];
    return s.limit != 0 && s.open >= s.limit;
  }
  /// A random one of inPlay() that takes the request: one draw, then onwards from there.
  ServerIndex draw(const RequestKey& key, RandomSource& random) const {
    const std::size_t from = (random.next() >> 32) * inPlay_.size() >> 32;
    if (takes(inPlay_[from], key)) [[likely]]
      return inPlay_[from];
    for (std::size_t n = 1; n < inPlay_.size(); ++n) {
      const ServerIndex server = inPlay_[from + n < inPlay_.size() ? from + n : from + n - inPlay_.size()];
      if (takes(server, key)) return server;
    }
    return kNoServer;
  }

  std::vector<Server> servers_;

 private:
  /// Finds inPlay() anew.
  void refresh();

  std::vector<ServerIndex> inPlay_;
};

}  // namespace headroom::routing
