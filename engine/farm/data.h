// What happens in and in front of a database besides plain core time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "engine/base/law.h"
#include "engine/farm/operations.h"
#include "engine/farm/origin.h"

namespace headroom::farm {

/// Rows or tables that transactions exclude each other from: a writing transaction of this class holds one of its
/// places from the time it has a connection until it is committed.
struct LockClass {
  std::string name;
  int holders = 1;  ///< Transactions that hold it at once.
  Comments comments;
  Origin origin;
  bool operator==(const LockClass&) const = default;
};

/// A cache in front of a database: reading transactions that hit it take neither connection nor core time there.
struct Cache {
  double hitRatio = 0;  ///< Share of reading transactions, 0…1, of a warm cache.
  Law access;           ///< Time of a look-up, hit or miss; nobody waits for anybody.
  /// Entries. A cache that was out comes back empty and fills with each miss: after this many misses 1 − 1/e of its
  /// hits are there again. 0: it comes back warm.
  std::int64_t workingSet = 0;
  std::optional<Reliability> reliability{};
  bool operator==(const Cache&) const = default;
};

}  // namespace headroom::farm
