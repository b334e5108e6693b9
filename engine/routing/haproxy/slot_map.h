// HAProxy's map of slots, for static-rr and map-based hashing.
#pragma once

#include <span>
#include <vector>

#include "engine/routing/server.h"

namespace headroom::routing {

/// As many slots as the sum of weights, dealt so that each server's slots are spread evenly. A fixed function of the
/// weights: built from nothing on every change. Memory is reserved once.
class SlotMap {
 public:
  struct Weighted {
    ServerIndex server;
    std::uint32_t weight;
  };
  /// `all` are all servers with the largest weight that each can have.
  void reserve(std::span<const Weighted> all);
  void build(std::span<const Weighted> servers);
  /// The same dealing, but of so many slots only.
  void build(std::span<const Weighted> servers, std::int64_t slots);

  std::size_t size() const { return slots_.size(); }
  ServerIndex operator[](std::size_t slot) const { return slots_[slot]; }

 private:
  std::vector<ServerIndex> slots_;
  std::vector<std::int64_t> scores_;
};

}  // namespace headroom::routing
