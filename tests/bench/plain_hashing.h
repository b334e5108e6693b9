// The plainest code that sends a request where a hash of it says: a key, a hash byte by byte, a look into a map, a ring
// or a table, onwards from there while the server is not eligible.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/routing/hash/xxhash64.h"
#include "tests/bench/plain_loops.h"

namespace headroom::bench {

/// @{ The keys.
struct WholeTarget {
  static std::string_view of(const routing::RequestKey& key) { return key.target; }
};
struct Path {
  static std::string_view of(const routing::RequestKey& key) { return key.target.substr(0, key.target.find('?')); }
};
struct ParameterId {
  static std::string_view of(const routing::RequestKey& key) {
    for (std::size_t at = key.target.find('?'); at != std::string_view::npos; at = key.target.find('&', at + 1)) {
      const std::string_view rest = key.target.substr(at + 1);
      if (rest.starts_with("id=")) return rest.substr(3, rest.find('&') - 3);
    }
    return {};
  }
};
struct HostHeader {
  static std::string_view of(const routing::RequestKey& key) {
    for (const routing::Header& header : key.headers) {
      if (same(header.name, "host")) return header.value;
    }
    return key.host.substr(0, key.host.find(','));
  }
  static bool same(std::string_view a, std::string_view lower) {
    if (a.size() != lower.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
      if ((a[i] | 0x20) != lower[i]) return false;
    }
    return true;
  }
};
struct Address {
  static std::uint32_t of(const routing::RequestKey& key) {
    if (key.source.size == 0) return static_cast<std::uint32_t>(key.client);
    std::uint32_t h = 0;
    for (std::size_t i = 0; i < key.source.size; ++i) h ^= std::uint32_t{key.source.bytes[i]} << (24 - 8 * (i % 4));
    return h;
  }
};
/// @}

/// @{ The hashes.
struct AsItIs {
  std::uint32_t operator()(std::uint32_t key) const { return key; }
};
struct Sdbm {
  std::uint32_t operator()(std::string_view text) const {
    std::uint32_t h = 0;
    for (const char c : text) h = static_cast<unsigned char>(c) + 65599 * h;
    return h;
  }
};
struct Crc32 {
  Crc32() {
    for (std::uint32_t i = 0; i < 256; ++i) {
      std::uint32_t c = i;
      for (int bit = 0; bit < 8; ++bit) c = (c & 1) != 0 ? (c >> 1) ^ 0xEDB88320 : c >> 1;
      table[i] = c;
    }
  }
  std::uint32_t operator()(std::string_view text) const {
    std::uint32_t c = 0xFFFFFFFF;
    for (const char b : text) c = table[(c ^ static_cast<unsigned char>(b)) & 0xFF] ^ (c >> 8);
    return ~c;
  }
  std::array<std::uint32_t, 256> table{};
};
struct Network {
  std::uint32_t operator()(std::uint32_t address) const {
    std::uint32_t h = 89;
    for (int shift = 24; shift > 0; shift -= 8) h = (113 * h + (address >> shift & 0xFF)) % 6271;
    return h;
  }
};
struct XxHash {
  std::uint32_t operator()(std::string_view text) const {
    return static_cast<std::uint32_t>(routing::xxHash64(text) >> 32);
  }
};
/// @}

/// @{ Where a hash leads.
class Modulo {
 public:
  explicit Modulo(std::size_t servers) : slots_(servers) {
    for (std::uint32_t i = 0; i < slots_.size(); ++i) slots_[i] = i;
  }
  std::uint32_t operator()(std::uint32_t hash) const {
    return slots_[hash % static_cast<std::uint32_t>(slots_.size())];
  }

 private:
  std::vector<std::uint32_t> slots_;
};
/// `Nodes` a server (or `Least` at all); the next one after the hash, or the nearer of both neighbours.
template <std::size_t Nodes, std::size_t Least, bool Nearest>
class Circle {
 public:
  explicit Circle(std::size_t servers) : nodes_(std::max(Nodes * servers, Least)) {
    std::uint32_t key = 1;
    for (std::uint32_t i = 0; i < nodes_.size(); ++i) {
      nodes_[i] = {key = key * 1664525 + 1013904223, i % static_cast<std::uint32_t>(servers)};
    }
    std::sort(nodes_.begin(), nodes_.end(), [](const Node& a, const Node& b) { return a.key < b.key; });
  }
  std::uint32_t operator()(std::uint32_t hash) const {
    const auto at =
        std::lower_bound(nodes_.begin(), nodes_.end(), hash, [](const Node& n, std::uint32_t h) { return n.key < h; });
    const Node& next = at == nodes_.end() ? nodes_.front() : *at;
    if (!Nearest) return next.server;
    const Node& before = at == nodes_.begin() ? nodes_.back() : *(at - 1);
    return hash - before.key <= next.key - hash ? before.server : next.server;
  }

 private:
  struct Node {
    std::uint32_t key;
    std::uint32_t server;
  };
  std::vector<Node> nodes_;
};
class Table {
 public:
  explicit Table(std::size_t servers) : table_(65537) {
    for (std::uint32_t i = 0; i < table_.size(); ++i) table_[i] = i % static_cast<std::uint32_t>(servers);
  }
  std::uint32_t operator()(std::uint32_t hash) const { return table_[hash % 65537]; }

 private:
  std::vector<std::uint32_t> table_;
};
/// @}

template <class Key, class Hash, class Place>
class PlainHashing final : public PlainPool {
 public:
  explicit PlainHashing(std::size_t servers) : PlainPool(servers), place_(servers) {}
  std::uint32_t choose(const routing::RequestKey& key, RandomSource&) override {
    return onwards(place_(hash_(Key::of(key))), key);
  }

 private:
  Hash hash_;
  Place place_;
};

/// The less loaded of two servers drawn from a ring.
class PlainTwoOnRing final : public PlainPool {
 public:
  explicit PlainTwoOnRing(std::size_t servers) : PlainPool(servers), ring_(servers) {}
  std::uint32_t choose(const routing::RequestKey& key, RandomSource& random) override {
    const std::uint32_t a = onwards(ring_(static_cast<std::uint32_t>(random.next() >> 32)), key);
    const std::uint32_t b = onwards(ring_(static_cast<std::uint32_t>(random.next() >> 32)), key);
    return servers_[b].open * servers_[a].weight < servers_[a].open * servers_[b].weight ? b : a;
  }

 private:
  Circle<16, 0, true> ring_;
};

}  // namespace headroom::bench
