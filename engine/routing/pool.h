// A pool of servers behind one balancer: choice, limits and queues, persistence, retries, health, and the operator.
//
// Everything a proxy decides about where a request goes, and nothing that it does: the caller connects, sends and
// waits, and reports what happened. Time and random numbers come from the caller.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/error.h"
#include "engine/routing/policy_spec.h"
#include "engine/routing/pool/health.h"
#include "engine/routing/pool/stick_table.h"

namespace headroom::routing {

/// HAProxy `cookie NAME insert indirect`.
struct CookieSpec {
  std::string name;
};

/// HAProxy `stick-table type ip` with `stick on src`.
struct StickSpec {
  int size = 100'000;
  Duration expiry;  ///< Zero: until pushed out.
};

struct PoolSpec {
  PolicySpec policy;
  std::optional<CookieSpec> cookie;
  std::optional<StickSpec> stick;
  int retries = 3;                ///< HAProxy `retries`: further attempts after a refused connection.
  std::optional<int> redispatch;  ///< HAProxy `option redispatch N`; 0: the bare option; absent: off.
  int rise = 2;                   ///< Passed checks that bring a server back.
  int fall = 3;                   ///< Failed checks that take it out.
  Duration queueTimeout;          ///< HAProxy `timeout queue`; zero: requests wait for ever.
};

/// A request inside the pool, from arrive() to its end; numbers are used again afterwards.
using RequestId = std::uint32_t;

/// What the pool says about a request.
struct Placement {
  enum class Kind {
    Assigned,  ///< Connect to `server`, after `delay`.
    Waiting,   ///< Queued; started() or refusedNow() of a later call will name it.
    Refused,   ///< Answer the client with `status`; the request is out of the pool.
  };
  Kind kind = Kind::Refused;
  RequestId request = 0;
  ServerIndex server = kNoServer;
  int status = 0;
  Duration delay;
};

/// A waiting request that got its turn.
struct Started {
  RequestId request;
  ServerIndex server;
};

enum class Failure {
  Refused,   ///< No connection.
  NoAnswer,  ///< Connected, but closed or timed out without an answer.
};

enum class AdminState { Ready, Drain, Maintenance };

struct PersistenceCookie {
  std::string_view name;
  std::string_view value;
};

/// Not thread-safe. With nginx algorithms nginx's rules apply: no queue, the next server on errors, 502 when nobody is
/// left; otherwise HAProxy's.
class Pool {
 public:
  /// Every problem of the specification at once.
  static Result<std::unique_ptr<Pool>> create(const PoolSpec& spec);

  Placement arrive(const RequestKey& key, Instant now, RandomSource& random);
  /// The attempt on the assigned server failed. `key` is the request's key again.
  /// REQUIRES: the request is assigned.
  Placement failed(RequestId request, Failure failure, const RequestKey& key, Instant now, RandomSource& random);
  /// What an answer cost, for the algorithms that learn from it; before finished(). REQUIRES: the request is assigned.
  void observed(RequestId request, Duration response, std::uint64_t bytes, Instant now) {
    policy_->observed(records_[request].server, response, bytes, now);
  }
  /// The answer has been delivered. REQUIRES: the request is assigned.
  void finished(RequestId request, Instant now);
  /// The client went away, waiting or assigned.
  void abandoned(RequestId request, Instant now);
  /// A bounced request (see bounced()) is placed again.
  Placement again(RequestId request, const RequestKey& key, Instant now, RandomSource& random);

  void setState(ServerIndex server, AdminState state, Instant now);
  /// The original's limits apply: some algorithms accept only 0 and the configured weight at run time.
  Outcome setWeight(ServerIndex server, int weight, Instant now);
  /// One active health check ended. Ignored in maintenance.
  void checked(ServerIndex server, bool passed, Instant now);
  /// Time passed: slow starts move on, requests that waited too long are refused with 503.
  void tick(Instant now);

  /// Requests that got their turn by the last call of a member above, in order.
  std::span<const Started> started() const { return started_; }
  /// Requests that the last call threw out of a queue: answer 503; they are out of the pool.
  std::span<const RequestId> refusedNow() const { return refused_; }
  /// Requests whose server went down while they waited for it and that may go elsewhere: call again() for each.
  std::span<const RequestId> bounced() const { return bounced_; }

  /// The cookie to add to the answer of this request; nullopt when the client's is right. REQUIRES: assigned.
  std::optional<PersistenceCookie> cookieToSet(RequestId request) const;

  Explanation explain(const RequestKey& key, Instant now, RandomSource& random) const;

  const std::vector<ServerSpec>& servers() const { return servers_; }
  std::uint32_t open(ServerIndex server) const { return sides_[server].open; }
  std::uint32_t waiting(ServerIndex server) const { return sides_[server].queue.length; }
  std::uint32_t waitingForAny() const { return queue_.length; }
  /// "UP", "UP 2/3", "DOWN", "DOWN 1/2", "MAINT", "DRAIN".
  std::string stateText(ServerIndex server) const;

 private:
  static constexpr RequestId kNone = 0xFFFFFFFF;

  struct Queue {
    RequestId head = kNone;
    RequestId tail = kNone;
    std::uint32_t length = 0;
  };
  struct Record {
    enum class State { Free, Waiting, Bounced, Open };
    State state = State::Free;
    ServerIndex server = kNoServer;  ///< Assigned to, or waiting for; kNoServer: waiting for any.
    bool bound = false;              ///< By persistence.
    bool cookieRight = false;        ///< The client's cookie names `server`.
    bool counted = true;             ///< Against the server's limit, see grabQueue().
    int failures = 0;
    IpAddress source;
    Instant joined;
    RequestId before = kNone;
    RequestId after = kNone;
    Attempts attempts;
  };
  struct Side {  ///< What the pool knows about a server.
    explicit Side(HealthCounter counter) : health(counter) {}
    HealthCounter health;
    AdminState state = AdminState::Ready;
    std::uint32_t open = 0;     ///< Requests on the server.
    std::uint32_t counted = 0;  ///< Those that count against its limit, see grabQueue().
    Queue queue;
  };

  Pool(const PoolSpec& spec, std::unique_ptr<Policy> policy);

  RequestId newRecord();
  void release(RequestId request);
  void clearLists();
  bool up(ServerIndex server) const;
  bool hasRoom(ServerIndex server) const;
  std::optional<ServerIndex> boundServer(const RequestKey& key, Instant now, bool& byCookie);
  std::optional<ServerIndex> cookieServer(const RequestKey& key) const;

  Placement place(RequestId request, const RequestKey& key, Instant now, RandomSource& random);
  Placement admit(RequestId request, ServerIndex server, Instant now);
  Placement wait(RequestId request, ServerIndex server, Instant now);
  Placement refuse(RequestId request, int status);
  void openOn(RequestId request, ServerIndex server);
  void closeOn(RequestId request);
  bool maySwitch(const Record& record) const;
  Placement failedNginx(RequestId request, const RequestKey& key, Instant now, RandomSource& random);

  Queue& queueOf(ServerIndex server) { return server == kNoServer ? queue_ : sides_[server].queue; }
  void join(RequestId request, ServerIndex server, Instant now);
  void unlink(RequestId request);
  void serveQueues(ServerIndex server);
  /// A server that has come back takes from the pool's queue. As in the original, what it takes here does not count
  /// against its limit, so that it may hold more for a while.
  void grabQueue(ServerIndex server);
  void bounceQueue(ServerIndex server);
  void applyState(ServerIndex server, bool wasUp, bool wasDraining, Instant now);

  std::vector<ServerSpec> servers_;
  std::unique_ptr<Policy> policy_;
  Policy::Habits habits_;
  bool nginx_ = false;
  std::optional<CookieSpec> cookie_;
  std::optional<StickTable> stick_;
  int retries_;
  std::optional<int> redispatch_;
  Duration queueTimeout_;

  std::vector<Side> sides_;
  Queue queue_;
  std::vector<Record> records_;
  std::vector<RequestId> freeRecords_;
  std::map<std::string, ServerIndex, std::less<>> byCookie_;
  std::vector<Started> started_;
  std::vector<RequestId> refused_;
  std::vector<RequestId> bounced_;
};

}  // namespace headroom::routing
