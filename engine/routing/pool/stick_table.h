// Which server a client was on: a table of bounded size.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/base/time.h"
#include "engine/routing/request.h"

namespace headroom::routing {

/// Client address → server, with expiry after the last use. When full the entries unused for longest go, one in 256 of
/// the table's size and one more at a time, as in HAProxy 2.6. All memory is taken at construction: open addressing
/// with linear probing, and a list in order of use.
class StickTable {
 public:
  /// `expiry` zero: entries stay until they are pushed out. REQUIRES: size ≥ 1.
  StickTable(std::size_t size, Duration expiry);

  /// The server of this client, whose entry then counts as used.
  std::optional<ServerIndex> find(const IpAddress& client, Instant now);
  /// The same without counting as a use.
  std::optional<ServerIndex> peek(const IpAddress& client, Instant now) const;
  /// Binds the client to the server and begins its expiry anew. A full table drops the 1/256 of its entries used
  /// longest ago.
  void store(const IpAddress& client, ServerIndex server, Instant now);
  std::size_t size() const { return used_; }

 private:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;
  struct Entry {
    IpAddress client;
    ServerIndex server = kNoServer;
    Instant expires;
    std::uint32_t older = kNone;
    std::uint32_t newer = kNone;
  };

  /// The client's entry, expired or not.
  std::uint32_t lookUp(const IpAddress& client) const;
  void touch(std::uint32_t entry, Instant now);
  void unlink(std::uint32_t entry);
  void drop(std::uint32_t entry);
  /// Entries expire in the order of their last use, so that only the oldest are looked at.
  void dropExpired(Instant now);
  /// First place of the client's chain of hashed places.
  std::size_t home(const IpAddress& client) const;

  std::vector<Entry> entries_;
  std::vector<std::uint32_t> free_;
  std::vector<std::uint32_t> slots_;  ///< Entry numbers; a power of two of them, at most half full.
  std::uint32_t oldest_ = kNone;
  std::uint32_t newest_ = kNone;
  std::size_t used_ = 0;
  Duration expiry_;
};

}  // namespace headroom::routing
