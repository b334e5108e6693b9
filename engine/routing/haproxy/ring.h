// HAProxy's ring of server nodes, for consistent hashing and for random.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/routing/server.h"

namespace headroom::routing {

/// A server owns the nodes j = 0, 1, … with the key avalanche(id·4096 + j); equal keys stay in the order in which they
/// came. Look-ups cost O(1) on average and allocate nothing; a change of membership costs O(nodes).
class Ring {
 public:
  struct Node {
    std::uint32_t key;
    ServerIndex server;
    std::uint32_t serial;  ///< j
  };

  /// Several servers at once, so that building a ring costs one sort.
  struct Share {
    ServerIndex server;
    std::uint32_t id;
    std::uint32_t from;  ///< First node to add.
    std::uint32_t to;    ///< One past the last.
  };
  void add(const std::vector<Share>& shares);
  /// Takes away the server's nodes from `from` on.
  void remove(ServerIndex server, std::uint32_t from);

  bool empty() const { return nodes_.empty(); }
  std::size_t size() const { return nodes_.size(); }
  const Node& operator[](std::size_t i) const { return nodes_[i]; }
  std::size_t following(std::size_t i) const { return i + 1 == nodes_.size() ? 0 : i + 1; }

  /// The node nearest to `hash` in either direction; the one before it if both are equally far. REQUIRES: !empty().
  std::size_t nearest(std::uint32_t hash) const {
    std::size_t next = start_[hash >> shift_];
    while (next < nodes_.size() && nodes_[next].key < hash) ++next;
    const std::size_t before = next == 0 ? nodes_.size() - 1 : next - 1;
    if (next == nodes_.size()) next = 0;
    // Distances wrap around the circle of 2^32.
    return hash - nodes_[before].key <= nodes_[next].key - hash ? before : next;
  }

  /// The walking pointer: the node that had the last turn, if it is on this ring.
  bool walking() const { return pointer_ != kNowhere; }
  /// Where the walk of a server-by-server search stands.
  std::size_t pointer() const { return pointer_; }
  void walkTo(std::size_t node) { pointer_ = node; }
  void stopWalking() { pointer_ = kNowhere; }

 private:
  static constexpr std::size_t kNowhere = ~std::size_t{0};
  /// Prepares the search after a change of nodes.
  void index();

  std::vector<Node> nodes_;
  std::vector<std::uint32_t> start_;  ///< First node at or after the beginning of each of 2^n equal arcs.
  int shift_ = 31;
  std::size_t pointer_ = kNowhere;
};

}  // namespace headroom::routing
