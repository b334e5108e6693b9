// Visits rebuilt from single requests, and more or fewer of them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/trace/trace.h"
#include "engine/workload/workload.h"

namespace headroom::workload {

/// Hash of whom a request's session is told apart by; without the cookie or user asked for, the client and its agent.
std::uint32_t visitorOf(const trace::Record& record, VisitorKey key, std::string_view cookie);

/// A visit: the requests of one visitor without a pause longer than the gap.
struct Session {
  std::int64_t fromNs = 0, toNs = 0;  ///< First and last request.
  std::uint64_t name = 0;             ///< Of its draws; depends on the visitor and on when the session begins.
};

/// Numbers the sessions in order of their first requests and writes the numbers into Arrival::visitor. Memory: 24 bytes
/// a session, and the visitors of one gap. REQUIRES: arrivals in order, Arrival::visitor as visitorOf() gave it.
std::vector<Session> findSessions(std::vector<Arrival>& arrivals, Duration gap);

/// `factor` times the sessions. Below 1 each is kept with that probability, all of it (a smaller factor keeps a subset
/// of what a larger one keeps). Above 1 copies of whole sessions are added as other clients, the fraction being a
/// probability, each moved in one piece by up to ten minutes either way as far as [0, span] lets it: order and think
/// times inside stay as they are. Depends on the seed alone. REQUIRES: arrivals in order, with their numbers.
void scaleSessions(std::vector<Arrival>& arrivals, const std::vector<Session>& sessions, double factor, Duration span,
                   std::uint64_t seed);

}  // namespace headroom::workload
