// A pool of servers behind one balancer: choice, limits and queues, persistence, retries, health, and the operator.
//
// Everything a proxy decides about where a request goes, and nothing that it does: the caller connects, sends, waits
// and probes, and reports what happened. Time and random numbers come from the caller.
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
#include "engine/routing/pool/check_schedule.h"
#include "engine/routing/pool/health.h"
#include "engine/routing/pool/outliers.h"
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

/// HAProxy `observe`: traffic counts as a health check. Needs active checks, which bring the server back.
struct ObserveSpec {
  enum class Layer {
    Connection,  ///< `layer4`: refused connections are errors, accepted ones end the row.
    Answer,      ///< `layer7`: broken answers and 5xx other than 501 and 505 are errors too; good answers end the row.
  };
  enum class OnError {
    FastInterval,  ///< `fastinter`: only the next check comes sooner; the others do that too.
    FailCheck,     ///< `fail-check`: counts as one failed check.
    SuddenDeath,   ///< `sudden-death`: and the next failed one takes the server out.
    MarkDown,      ///< `mark-down`: out at once.
  };
  Layer layer = Layer::Connection;
  int errorLimit = 10;  ///< `error-limit`: errors in a row.
  OnError onError = OnError::FailCheck;
};

struct PoolSpec {
  PolicySpec policy;
  std::optional<CookieSpec> cookie;
  std::optional<StickSpec> stick;
  int retries = 3;                ///< HAProxy `retries`: further attempts after a refused connection.
  std::optional<int> redispatch;  ///< HAProxy `option redispatch N`; 0: the bare option; absent: off.
  std::optional<int> nextTries;   ///< nginx `proxy_next_upstream_tries`: attempts in all; absent: every server once.
  Duration retryPause =
      Duration::wholeSeconds(1);   ///< Before the same server again; HAProxy: min(1 s, timeout connect).
  std::optional<CheckSpec> check;  ///< Absent: no active checks, servers count as up.
  int rise = 2;                    ///< Passed checks that bring a server back.
  int fall = 3;                    ///< Failed checks that take it out.
  std::optional<ObserveSpec> observe;
  std::optional<OutlierSpec> outliers;
  /// Below this share of healthy servers (per cent) the pool balances over all of them, healthy or not, since most of
  /// them cannot really be broken: Envoy `healthy_panic_threshold`, 50 there. 0: only when none is healthy, as AWS load
  /// balancers "fail open". Absent: never.
  std::optional<int> panicPercent;
  Duration queueTimeout;  ///< HAProxy `timeout queue`; zero: requests wait for ever.
  // Envoy `circuit_breakers`; absent: no limit. Never together with nginx algorithms.
  std::optional<int> maxRequests;  ///< `max_requests`: on all servers at once; one more is refused.
  std::optional<int> maxRetries;   ///< `max_retries`: requests in a further attempt; one more is not made.
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
  /// Why it is refused.
  enum class Reason {
    None,
    NoServer,  ///< None can serve at all.
    Full,      ///< All that could are full, or the queue is.
    Failed,    ///< The last attempt failed, and there is no other.
    Limited,   ///< As many as may be are on the servers.
  };
  Kind kind = Kind::Refused;
  RequestId request = 0;
  ServerIndex server = kNoServer;
  int status = 0;
  Duration delay;
  Reason reason = Reason::None;
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

  Placement arrive(const RequestKey& key, Instant now, RandomSource& random) {
    const Assignment assignment = assign(key, now, random);
    if (assignment.server != kNoServer)
      return {Placement::Kind::Assigned, assignment.request, assignment.server, 0, {}, {}};
    return arrive(assignment, key, now, random);
  }
  /// arrive() in two steps, of which the first is nearly always enough: the server, unless there is more to say. The
  /// key's `attempts` are not looked at: the request is new.
  struct Assignment {
    RequestId request = 0;
    ServerIndex server = kNoServer;
    bool asked = false;  ///< The algorithm has chosen nobody.
  };
  [[gnu::always_inline]] Assignment assign(const RequestKey& key, Instant now, RandomSource& random) {
    if (calm_ != Calm::All || free_ == kNone) [[unlikely]]
      return {};
    ServerIndex server = kNoServer;
    if (RepeatedTurns* const turns = policy_.turns(); turns != nullptr && turns->reading) {
      server = turns->next();
    } else {
      server = policy_->choose(key, now, random).value_or(kNoServer);
      if (server == kNoServer) [[unlikely]]
        return {0, kNoServer, true};
    }
    const RequestId request = free_;
    Record& r = records_[request];
    free_ = r.after;
    r.state = Record::State::Open;
    r.server = server;
    ++sides_[server].open;
    if (habits_.countsOpen) policy_->opened(server);
    return {request, server, true};
  }
  /// The second step. REQUIRES: the answer of assign(), just before, which named no server.
  Placement arrive(const Assignment& assignment, const RequestKey& key, Instant now, RandomSource& random);
  /// The attempt on the assigned server failed. `key` is the request's key again.
  /// REQUIRES: the request is assigned.
  Placement failed(RequestId request, Failure failure, const RequestKey& key, Instant now, RandomSource& random);
  /// What an answer cost, for the algorithms that learn from it; before finished(). REQUIRES: the request is assigned.
  void observed(RequestId request, Duration response, std::uint64_t bytes, Instant now) {
    policy_->observed(records_[request].server, response, bytes, now);
  }
  /// The answer has been delivered. What its status says about the server is for `observe` and outlier detection; an
  /// answer is an answer for all else. REQUIRES: the request is assigned.
  [[gnu::always_inline]] void finished(RequestId request, Instant now, int status = 200) {
    if (!finishedQuietly(request, now)) finishedOtherwise(request, now, status);
  }
  /// finished() if it is only that: nobody waits, and nothing is learnt from the answer. False, and nothing has
  /// happened, when there is more to it. After true nothing is to be told of others: quiet().
  [[gnu::always_inline]] bool finishedQuietly(RequestId request, Instant now) {
    if (calm_ == Calm::No) [[unlikely]]
      return false;
    Record& r = records_[request];
    const ServerIndex server = r.server;
    if (anyFailed_) [[unlikely]]
      policy_->succeeded(server, now);  // which only takes back what a failure meant
    --sides_[server].open;
    if (habits_.countsOpen) policy_->closed(server);
    release(request);
    return true;
  }
  /// The client went away, waiting or assigned.
  void abandoned(RequestId request, Instant now);
  /// A bounced request (see bounced()) is placed again.
  Placement again(RequestId request, const RequestKey& key, Instant now, RandomSource& random);

  /// An operator's command. Out of maintenance the server's health begins anew; with redispatch the requests that wait
  /// for a
  /// server taken out are bounced().
  void setState(ServerIndex server, AdminState state, Instant now);
  /// The original's limits apply: some algorithms accept only 0 and the configured weight at run time.
  Outcome setWeight(ServerIndex server, int weight, Instant now);
  /// One active health check ended. Ignored in maintenance.
  void checked(ServerIndex server, bool passed, Instant now);
  /// Time passed: slow starts move on, ejections end, requests that waited too long are refused with 503.
  void tick(Instant now);
  /// When to call tick() if nothing else happens before. Never while nothing waits: all other work of time is made up
  /// by the next call of any member.
  Instant nextTick() const;

  /// Whether the last call of a member above said anything about other requests or servers: the four lists below.
  bool quiet() const { return !news_; }
  /// Requests that got their turn by the last call of a member above, in order.
  std::span<const Started> started() const { return started_; }
  /// Requests that the last call threw out of a queue: answer 503; they are out of the pool.
  std::span<const RequestId> refusedNow() const { return refused_; }
  /// Requests whose server went down while they waited for it and that may go elsewhere: call again() for each.
  std::span<const RequestId> bounced() const { return bounced_; }
  /// Servers whose traffic made the last call want their next check soon: for CheckSchedule::hasten().
  std::span<const ServerIndex> hastened() const { return hastened_; }

  /// The cookie to add to the answer of this request: nullopt when persistence, cookie or table, chose the server; an
  /// empty value, which removes the client's cookie, when the server has none. REQUIRES: assigned.
  std::optional<PersistenceCookie> cookieToSet(RequestId request) const;

  /// What arrive() would decide now and why, persistence included. Changes nothing but `random`.
  Explanation explain(const RequestKey& key, Instant now, RandomSource& random) const;

  const std::vector<ServerSpec>& servers() const { return servers_; }
  /// Requests assigned to the server and not ended.
  std::uint32_t open(ServerIndex server) const { return sides_[server].open; }
  /// Requests in the server's own queue: bound to it, or assigned while it was full.
  std::uint32_t waiting(ServerIndex server) const { return sides_[server].queue.length; }
  /// Requests in the pool's queue, which the next server with room serves.
  std::uint32_t waitingForAny() const { return queue_.length; }
  /// The server may get requests: healthy or used in panic, not ejected, not in maintenance.
  bool usable(ServerIndex server) const { return sides_[server].usable; }
  /// The operator's last word on it.
  AdminState state(ServerIndex server) const { return sides_[server].state; }
  /// Balancing over unhealthy servers too, see PoolSpec::panicPercent.
  bool panicking() const { return panicking_; }
  /// Whether the key of a request may matter, and whether observed() does. Otherwise both may be left out.
  bool readsRequests() const { return habits_.readsRequests || cookie_ || stick_; }
  bool learns() const { return habits_.learns; }
  /// In any queue, the pool's or a server's.
  bool anyWaiting() const { return queue_.length + waitingForOne_ > 0; }
  const HealthCounter& health(ServerIndex server) const { return sides_[server].health; }
  /// How servers are checked, for who makes the checks (see CheckSchedule); nullopt: not at all.
  const std::optional<CheckSpec>& check() const { return check_; }
  /// "UP", "UP 2/3", "DOWN", "DOWN 1/2", "MAINT", "DRAIN", "DRAIN 2/3", "EJECTED until 40s".
  std::string stateText(ServerIndex server) const;

 private:
  static constexpr RequestId kNone = 0xFFFFFFFF;
  static constexpr std::uint32_t kUnlimited = 0xFFFFFFFF;

  struct Queue {
    RequestId head = kNone;
    RequestId tail = kNone;
    std::uint32_t length = 0;
  };
  struct Record {
    enum class State { New, Waiting, Bounced, Open };
    State state = State::New;        ///< Of a record not in use: what it was.
    ServerIndex server = kNoServer;  ///< Assigned to, or waiting for; kNoServer: waiting for any.
    bool bound = false;              ///< By persistence.
    bool counted = true;             ///< Against the server's limit, see grabQueue().
    bool retrying = false;           ///< In a further attempt that counts against the limit of retries.
    bool marked = false;             ///< One of these, or `attempts`, is not as at first.
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
    bool usable = true;    ///< As the policy has been told.
    bool warming = false;  ///< The pool's own slow start, see ramp().
    int weight = 1;        ///< The operator's.
    Instant cameBack;
    int errors = 0;               ///< In a row, for `observe`.
    bool limited = false;         ///< There is a limit at all.
    std::uint32_t open = 0;       ///< Requests on the server.
    std::uint32_t uncounted = 0;  ///< Those that do not count against its limit, see grabQueue().
    Queue queue;

    std::uint32_t counted() const { return open - uncounted; }
  };

  enum class Sign { Refused, Broken, ErrorStatus, Good };

  /// What the usual way of a request takes for granted; every member that may change it says so at its end.
  enum class Calm : std::uint8_t {
    No,
    Ends,  ///< Nobody waits, nothing is due, and nothing is to be told or learnt;
    All,   ///< and the algorithm alone places who comes.
  };
  /// Finds out at the end of a member whether all is calm.
  struct Settling {
    Pool& pool;
    ~Settling() { pool.calm_ = pool.calmNow(); }
  };
  Calm calmNow() const;
  /// Whether there is a limit of requests on all servers.
  bool limited() const { return mostOpen_ != kUnlimited; }

  /// An algorithm that is copied with its state.
  class OwnPolicy {
   public:
    explicit OwnPolicy(std::unique_ptr<Policy> policy) : policy_(std::move(policy)), turns_(policy_->repeatedTurns()) {}
    OwnPolicy(const OwnPolicy& other) : OwnPolicy(other.policy_->clone()) {}
    OwnPolicy& operator=(const OwnPolicy&) = delete;
    Policy* operator->() const { return policy_.get(); }
    RepeatedTurns* turns() const { return turns_; }

   private:
    std::unique_ptr<Policy> policy_;
    RepeatedTurns* turns_;  ///< Of the policy.
  };

  Pool(const PoolSpec& spec, std::unique_ptr<Policy> policy, int weightScale);
  Pool(const Pool&) = default;

  Placement arriveOtherwise(const RequestKey& key, Instant now, RandomSource& random);
  /// Assigns the chosen server, or does what nobody to choose means.
  Placement settle(RequestId request, Choice server, Instant now);
  void finishedOtherwise(RequestId request, Instant now, int status);
  /// A free record; the pool grows when there is none.
  RequestId newRecord();
  RequestId anotherRecord();
  [[gnu::always_inline]] void release(RequestId request) {
    Record& r = records_[request];
    if (r.marked) [[unlikely]]
      clearMarks(r);
    r.after = free_;
    free_ = request;
  }
  /// A record as new, for the next request that gets it.
  void clearMarks(Record& record);
  void clearLists() {
    if (news_) [[unlikely]]
      dropLists();
  }
  /// Forgets what the last call told about others: the lists are of one call.
  void dropLists();
  void catchUp(Instant now) {
    if (now >= timed_) [[unlikely]]
      timePassed(now);
  }
  /// Whether the server is below its limit, leaving queues aside.
  bool hasRoom(ServerIndex server) const;
  /// Whether another request for the server would have to wait, and whether it could at least wait.
  bool mustWait(ServerIndex server) const;
  bool hasPlace(ServerIndex server) const;
  /// The usable server that persistence binds the client to: by cookie, else by the stick table.
  std::optional<ServerIndex> boundServer(const RequestKey& key, Instant now);
  bool mayBind(ServerIndex server) const;
  /// The usable server that the request's persistence cookie names.
  std::optional<ServerIndex> cookieServer(const RequestKey& key) const;

  /// By the algorithm, behind those who wait where the algorithm keeps the order.
  Placement place(RequestId request, const RequestKey& key, Instant now, RandomSource& random);
  /// To this very server: at once, into its queue, or refused when the queue is full.
  Placement admit(RequestId request, ServerIndex server, Instant now);
  /// kNoServer: in the pool's queue.
  Placement wait(RequestId request, ServerIndex server, Instant now);
  Placement refuse(RequestId request, int status, Placement::Reason reason);
  /// The algorithm found nobody: wait while any server serves, else refuse.
  Placement unplaced(RequestId request, Instant now);
  /// Refuses, with the reason: nobody in play, all full, or all tried.
  Placement unplaceable(RequestId request);
  Placement beyondLimit(const RequestKey& key, Instant now, RandomSource& random);
  bool mayRetry(Record& record);
  [[gnu::always_inline]] void openOn(RequestId request, ServerIndex server) {
    Record& r = records_[request];
    r.state = Record::State::Open;
    r.server = server;
    open_ += static_cast<std::uint32_t>(limited());
    ++sides_[server].open;
    if (habits_.countsOpen) policy_->opened(server);
  }
  void closeOn(RequestId request) {
    Record& r = records_[request];
    open_ -= static_cast<std::uint32_t>(limited());
    --sides_[r.server].open;
    if (!r.counted) {
      r.counted = true;
      --uncounted_;
      --sides_[r.server].uncounted;
      return;
    }
    if (habits_.countsOpen) policy_->closed(r.server);
  }
  bool maySwitch(const Record& record) const;
  /// nginx goes on to the next server until every one, or PoolSpec::nextTries of them, has been tried.
  Placement failedNginx(RequestId request, const RequestKey& key, Instant now, RandomSource& random);

  Queue& queueOf(ServerIndex server) { return server == kNoServer ? queue_ : sides_[server].queue; }
  /// To the end of a queue; kNoServer: the pool's.
  void join(RequestId request, ServerIndex server, Instant now);
  /// Out of the queue it waits in.
  void unlink(RequestId request);
  [[gnu::always_inline]] void serveQueues(ServerIndex server) {
    if (queue_.length + sides_[server].queue.length > 0) [[unlikely]]
      serveWaiting(server);
  }
  /// Gives the server what waits for it or for anybody while it has room; those are started().
  void serveWaiting(ServerIndex server);
  /// A server that has come back takes from the pool's queue. As in the original, what it takes here does not count
  /// against its limit, so that it may hold more for a while.
  void grabQueue(ServerIndex server);
  /// Throws out who waits for this server, to be placed again().
  void bounceQueue(ServerIndex server);

  // pool_health.cpp
  bool healthy(ServerIndex server) const;
  /// Whether so few servers are healthy that all of them are used, see PoolSpec::panicPercent.
  bool shouldPanic() const;
  /// Tells the algorithm what an operator's command changes.
  void applyState(ServerIndex server, bool wasDraining, Instant now);
  void advancePolicy(Instant now);
  /// Tells the algorithm what a change of health changes: of this server, or of all when panic begins or ends.
  void applyHealth(ServerIndex server, Instant now);
  /// Takes one server into or out of balancing, with slow start and its queue.
  void applyUsable(ServerIndex server, Instant now);
  void learn(ServerIndex server, Sign sign, int status, Instant now) {
    if (watches_) learnFrom(server, sign, status, now);
  }
  /// What one answer or failure says about the server's health: to `observe` and to the outlier detector.
  void learnFrom(ServerIndex server, Sign sign, int status, Instant now);
  /// HAProxy's `observe`: so many errors in a row are a failed check, or worse.
  void observe(ServerIndex server, Sign sign, Instant now);
  /// Does all that is due up to `now`: slow starts, ends of ejections, queue time-outs.
  void timePassed(Instant now);
  /// Sets `timed_` to when timePassed() has something to do next.
  void planTime();
  /// Slow start of algorithms that have none of their own: the weight in force grows in a straight line.
  void ramp(Instant now);
  /// The weight that the algorithm is told: the operator's, scaled, less while the server warms up.
  int weightInForce(ServerIndex server, Instant now) const;
  // pool_explain.cpp
  std::string stateNow(ServerIndex server, std::string state, Instant now) const;

  std::vector<ServerSpec> servers_;
  OwnPolicy policy_;
  Policy::Habits habits_;
  bool nginx_ = false;
  std::optional<CookieSpec> cookie_;
  std::optional<StickTable> stick_;
  int retries_;
  std::optional<int> redispatch_;
  std::optional<int> nextTries_;
  Duration retryPause_;
  std::uint32_t mostOpen_ = kUnlimited;      ///< Requests on all servers,
  std::uint32_t mostRetrying_ = kUnlimited;  ///< and further attempts, at once.
  std::uint32_t open_ = 0;                   ///< Requests on all servers; counted where there is a limit only.
  std::uint32_t retrying_ = 0;
  std::optional<CheckSpec> check_;
  std::optional<ObserveSpec> observe_;
  std::optional<OutlierDetector> outliers_;
  std::optional<int> panicPercent_;
  bool watches_ = false;  ///< There is somebody to learn(): observe_ or outliers_.
  bool binds_ = false;    ///< There is persistence.
  bool simple_ = false;   ///< Who arrives is placed by the algorithm alone, once,
  bool direct_ = false;   ///< and no server limits its connections.
  bool panicking_ = false;
  bool anyFailed_ = false;  ///< An attempt, ever.
  Calm calm_ = Calm::No;
  std::uint32_t uncounted_ = 0;       ///< Requests that do not count against their server's limit, see grabQueue().
  int weightScale_;                   ///< The policy's weights are the operator's times this, see ramp().
  Instant timed_ = Instant::never();  ///< When timePassed() has something to do.
  Instant nextRamp_ = Instant::never();
  Duration queueTimeout_;

  std::vector<Side> sides_;
  Queue queue_;
  std::vector<Record> records_;
  RequestId free_ = kNone;  ///< The records not in use, the last one given back first, linked by `after`.
  std::map<std::string, ServerIndex, std::less<>> byCookie_;
  bool news_ = false;  ///< One of the following lists is not empty.
  std::vector<Started> started_;
  std::vector<RequestId> refused_;
  std::vector<RequestId> bounced_;
  std::vector<ServerIndex> hastened_;
  std::vector<ServerIndex> returning_;  ///< Scratch of timePassed().
  std::uint32_t waitingForOne_ = 0;     ///< Requests in the servers' own queues.
};

}  // namespace headroom::routing
