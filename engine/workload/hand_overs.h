// What two lines of a proxy's log say together and neither of them alone.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "engine/workload/logged_request.h"

namespace headroom::workload {

/// How long places at servers stood free while somebody waited for them.
///
/// A proxy that limits the requests at a server hands a place on when its request is done: the next one of the queue
/// begins. Between the end that one line tells and the beginning that another one tells lies what the proxy took for
/// that, a few tenths of a millisecond, and on a machine that stalls tens of them. It belongs to no line, but no other
/// request can use the place meanwhile. Where a busy queue is replayed without it the waits come out too short by far
/// more than that: by it over 1 - utilisation.
///
/// Each request that waited is taken to follow the one whose end at the same server is nearest to its own beginning.
/// Timers are cut to milliseconds, and a proxy that stalls may write an end after the beginning that it made room for:
/// single figures are off by that, below zero too, their sum is not.
class HandOvers {
 public:
  /// Request number and nanoseconds by which its place was taken longer than the request itself was there.
  using Held = std::pair<std::uint32_t, std::int64_t>;

  /// Notes the request if its log tells wait and time at the server.
  void add(const RequestTimes& times, std::uint32_t request);

  /// Those whose place was handed on to somebody who waited; called once. Takes O(n log n).
  std::vector<Held> find();

 private:
  struct Stay {
    std::int64_t arrivedNs = 0, fromNs = 0, toNs = 0;  ///< At the proxy, at the server, and the end there.
    std::uint32_t server = 0;                          ///< Hash of its name, with that of its backend.
    std::uint32_t request = 0;
    bool handedOn = false;
  };

  Stay* before(const Stay& waited);

  std::vector<Stay> stays_;  ///< By server and end once find() is at work: 32 bytes a request.
};

}  // namespace headroom::workload
