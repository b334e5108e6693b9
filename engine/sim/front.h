// A zone's balancer in a run: the pools that decide, and what the run remembers about them.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/kernel/event_set.h"
#include "engine/kernel/random_streams.h"
#include "engine/routing/pool_group.h"
#include "engine/sim/model.h"
#include "engine/sim/request.h"

namespace headroom::sim {

/// What a balancer gets to see of a request. Made only for balancers that look; the others see an empty request.
///
/// The address is Request::address; the number in headers and query, and the cookie, belong to Request::person; the
/// page is one of 64 of the application, drawn for each request: `/AppX/page7?user=81985529216486895`.
class Sight {
 public:
  Sight(const Model& model, const ZoneSpec& zone);

  /// `cookie`: value of the Cookie header, or empty. Valid until the next call.
  const routing::RequestKey& of(const Request& request, std::string_view cookie);

 private:
  static constexpr std::uint64_t kPages = 64;

  void look(const Request& request);
  std::string_view targetOf(const Request& request);

  const Model& model_;
  const ZoneSpec& zone_;
  std::string headerName_;
  std::string parameter_;
  std::vector<std::string> pages_;  ///< [application × kPages + page]
  std::array<char, 24> number_{};
  std::array<char, 16> address_{};
  std::string target_;
  std::vector<routing::Header> headers_;
  routing::RequestKey key_;
};

/// One worker process of a balancer.
struct FrontWorker {
  routing::Pool* pool = nullptr;
  std::optional<routing::CheckSchedule> checks;
  std::vector<Index> waiting;  ///< Requests in the pool's queues, by the pool's numbers.
  kernel::EventSet::Ticket tick;
  Instant tickDue = Instant::never();
};

/// The health checks of one server by one worker. While nothing but passed checks can come of it no event is spent: it
/// sleeps, and wakes in time for the first check that may turn out otherwise.
struct Probe {
  enum class State : std::uint8_t { Asleep, Planned, UnderWay };
  Index zone = kNone;
  Index worker = 0;
  Index member = 0;
  State state = State::Asleep;
  bool passes = true;          ///< As far as known while under way.
  bool queued = false;         ///< It waits in the application pool's queue,
  std::uint64_t beginsAt = 0;  ///< and is answered once so many have begun there.
  kernel::EventSet::Ticket timer;
};

/// From a balancer to one of its servers, from one of its ports. The way of the road is kNone where nothing leads.
struct Path {
  Index server = kNone;
  Road road;
};

struct Front {
  std::unique_ptr<routing::PoolGroup> group;  ///< Null: the balancer has no server to send to.
  std::vector<FrontWorker> workers;
  routing::Pool* solePool = nullptr;  ///< Of the only worker; null when there are several, or none.
  std::vector<Path> paths;            ///< [member × ports + port]
  kernel::RandomStream* random = nullptr;
  bool plain = false;      ///< One worker, which neither reads nor learns nor looks at the clock.
  Duration serverTimeout;  ///< In force in this run.
  Index firstProbe = 0;    ///< [firstProbe + worker × members + member]; probes of one front follow each other.
  bool reads = false;      ///< It looks at requests,
  bool learns = false;     ///< and at what answers cost.
  std::optional<Sight> sight;
  std::vector<std::string> cookies;  ///< Value of the Cookie header that names each server.
  std::unordered_map<std::uint64_t, routing::ServerIndex> cookieOf;  ///< What each person has been given.
  std::uint64_t beyondLimit = 0;  ///< Requests refused because too many were on the servers, since the measuring began.
  Index healthApplication = kNone;  ///< Whose page an HTTP check asks for.
};

}  // namespace headroom::sim
