// nginx `hash KEY consistent`: the ketama ring.
#pragma once

#include <string>
#include <vector>

#include "engine/routing/nginx/nginx_keys.h"
#include "engine/routing/nginx/nginx_policy.h"

namespace headroom::routing {

/// 160 points a unit of weight, computed from the server's address as written; the first point at or after the hash
/// decides, and servers of the same address share it by smooth round robin. Points stay when a server is out: its keys
/// go to the following points. More than 20 misses, or no key: round robin.
class NginxHashConsistent final : public NginxPolicy {
 public:
  NginxHashConsistent(const std::vector<ServerSpec>& servers, NginxKey key);
  Choice choose(const RequestKey& key, Instant now, RandomSource& random) override {
    return decide(key, now, random, [this](Call& call) { return pick(call); });
  }
  std::unique_ptr<Policy> clone() const override { return std::make_unique<NginxHashConsistent>(*this); }
  SlowStart slowStart() const override { return SlowStart::None; }
  void setWeight(ServerIndex server, int weight, Instant now) override;

 private:
  struct Point {
    std::uint32_t hash;
    std::uint32_t owner;  ///< Index into owners_.
  };

  ServerIndex pick(Call& call);
  ServerIndex among(const std::vector<ServerIndex>& owners, const Call& call);
  void build();
  std::size_t find(std::uint32_t hash) const;
  std::string rule(const RequestKey&) const override {
    return "the first point of the ring at or after the hash of the " + key_.describe();
  }
  std::string tieBreak() const override { return "smooth weighted round robin among servers of the same address"; }

  NginxKey key_;
  std::vector<std::string> addresses_;            ///< Of each server, as written.
  std::vector<std::vector<ServerIndex>> owners_;  ///< Servers of each distinct address.
  std::vector<std::uint32_t> ownerOf_;
  std::vector<Point> points_;
  std::vector<std::uint32_t> arcs_;  ///< First point at or after the beginning of each of 2^n equal arcs.
  int arcShift_ = 31;
};

/// Reads `key`. Backups are a problem, as in nginx.
std::unique_ptr<Policy> makeNginxHashConsistent(const PolicySpec& spec, Diagnostics& problems);

}  // namespace headroom::routing
