// Which requests of a replication deserve a trace.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/base/time.h"
#include "engine/sim/request.h"

namespace headroom::sim {

/// What is kept of a request that has ended, enough to find it again when the same replication is run once more.
struct Noted {
  std::int64_t created = 0;
  std::int64_t response = 0;
  std::int64_t wait = 0;
  std::uint64_t chance = 0;  ///< Its name among random streams: no other request has it.
  std::uint64_t lot = 0;     ///< Uniform, from seed, replication and name.
  std::uint64_t replication = 0;
  Index application = kNone;
  Outcome outcome = Outcome::Answered;
};

/// The slowest answered requests, a sample of all that ended, and a sample of the failed, `room` of each. A sample
/// holds those with the lowest lots (bottom-k sampling): the same whatever the order, and of several boards together
/// too.
class TraceBoard {
 public:
  TraceBoard() = default;
  TraceBoard(int room, std::uint64_t key) : room_(static_cast<std::size_t>(room)), key_(key) {}

  void add(const Request& request, Outcome outcome, Instant now);
  void merge(const TraceBoard& other, std::uint64_t replication);
  void clear();

  /// Slowest first.
  std::vector<Noted> slowest() const;
  /// Lowest lot first.
  std::vector<Noted> sample() const;
  std::vector<Noted> failed() const;

 private:
  void take(const Noted& noted);

  std::size_t room_ = 0;
  std::uint64_t key_ = 0;
  std::vector<Noted> slowest_, sample_, failed_;  ///< Heaps.
};

}  // namespace headroom::sim
