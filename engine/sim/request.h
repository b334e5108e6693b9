// A request on its way through the farm.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

#include "engine/base/time.h"
#include "engine/kernel/event_set.h"
#include "engine/sim/model.h"

namespace headroom::sim {

/// How a request ended for its caller.
enum class Outcome : std::uint8_t { Answered, QueueFull, Timeout, NoServer, Refused, Dependency, Limited };
inline constexpr std::size_t kOutcomes = 7;

/// What a transaction to a database that cannot be reached costs its worker: the default command timeout.
inline constexpr Duration kDatabaseTimeout = Duration::wholeSeconds(30);

/// What a request does when its pending step is due.
enum class Then : std::uint8_t {
  Travel,  ///< Goes on along its way.
  EnterRelay,
  ServeRelay,  ///< Has a connection; wants the relay's cores.
  EnterServer,
  Begin,  ///< Got a worker.
  AfterSlice,
  Connected,  ///< Got a connection of its pool.
  Admitted,   ///< Got one of the database's connections.
  EnterDatabase,
  LeaveDatabase,  ///< The transaction's answer is back.
  StepBack,       ///< The answer goes one leg back.
  Deliver,
  Connect,     ///< Its balancer has chosen a server.
  Retry,       ///< Its balancer learns that the attempt failed.
  PlaceAgain,  ///< The server it waited for is gone.
  GoOn,        ///< Free networks: enters the node it is due at.
  Locked,      ///< Was handed a lock of the database.
  Greet,       ///< Its caller opens a connection,
  ShakeHands,  ///< and the relay answers.
  SendOver,    ///< Its caller has a connection.
};

/// What else there is to do for a request when its caller has its answer, or gives up; bits of Request::dues.
enum Due : std::uint8_t {
  kUser = 1,     ///< One who waits for it before they go on.
  kRepeats = 2,  ///< Its users may send it again.
  kDeadline = 4,
  kInternal = 8,     ///< It was called by a server, or is background work.
  kConnection = 16,  ///< Its caller may have connections.
};

/// What makes more of a request's end than an answer to somebody who has come for that alone. Looked at all at once.
struct alignas(8) RequestOddities {
  std::uint8_t dues = 0;
  /// Bit per leg whose relay counts it as a connection in progress; four bits further those that sent it on over one of
  /// their connections.
  std::uint8_t relayTokens = 0;
  bool heavyWays = false;   ///< Some leg has a link with a bandwidth: the answer does not come back in one step.
  bool callerDone = false;  ///< The caller has its answer, or gave up.
  bool dependencyFailed = false;
  std::array<bool, 3> none{};  ///< So that nothing lies between them.

  bool any() const { return std::bit_cast<std::uint64_t>(*this) != 0; }
};

/// What of a request is 0 at its birth. Apart from the rest, for RequestPool::take().
struct alignas(16) RequestZeros : RequestOddities {
  std::int64_t pure = 0;          ///< Time spent on service and on the way: what the response would be without waiting.
  std::int64_t workLeft = 0;      ///< Core time still to be done at the server.
  std::int64_t backLatency = 0;   ///< Of all legs, on the way back.
  std::int64_t inFrontQueue = 0;  ///< Time spent in balancers' queues.
  std::int64_t atServer = 0;      ///< Time inside the server that answered.
  const kernel::Sampler* aheadOf = nullptr;      ///< The law of `ahead`,
  std::uint64_t aheadNumber = 0;                 ///< and which number of its purpose it is.
  std::uint64_t person = 0;                      ///< Who asks, for balancers that look,
  std::uint32_t address = 0;                     ///< and from which IPv4 address.
  std::uint32_t linkEpoch = 0;                   ///< How often Request::link had failed when it came there.
  const Hosting* hosting = nullptr;              ///< What the server it was sent to has of its application.
  std::array<std::uint32_t, 3> epochs{0, 0, 0};  ///< How often each relay had failed when the request passed.
  std::uint32_t slicesLeft = 0;
  std::uint32_t transactionsLeft = 0;
  std::uint32_t transactionsDone = 0;
  std::uint32_t referencesBegun = 0;
  std::uint32_t callsLeft = 0;
  std::uint32_t callsMade = 0;
  bool mayCall = false;       ///< Its application has references at the server.
  std::uint32_t process = 0;  ///< Generation of the worker process that executes it.
  std::uint16_t worker = 0;   ///< Of the balancer.
  std::uint16_t reloads = 0;
  std::uint8_t legCount = 0;
  bool reloading = false;      ///< At its deadline its user presses reload.
  bool timedOut = false;       ///< A server has kept its balancer waiting for too long.
  bool keepsCookies = false;   ///< Its client comes again, and then with the cookies it was given.
  bool queuedAtFront = false;  ///< Waits in its balancer's queue.
  bool brokenOff = false;      ///< The last attempt ended without an answer after it was connected.
  bool workDone = false;       ///< Nothing more will happen to it.
  bool executing = false;      ///< Holds a worker.
  bool transactionFailed = false;
  bool holdsConnection = false;
  bool holdsAdmission = false;
  bool waitsForConnection = false;
  bool atDatabase = false;  ///< On the way there, inside, or on the way back.
  bool ghost = false;       ///< Its server failed while the database still worked for it; only its connections remain.
  bool waitsForAdmission = false;
  bool waitsForRelay = false;
  bool writes = false;  ///< Its transaction does, where that makes a difference.
  bool waitsForLock = false;
  bool holdsLock = false;
  bool connected = false;       ///< Has one of its caller's connections to the first relay,
  bool waitsToConnect = false;  ///< waits for one,
  bool greeting = false;        ///< or the next relay's is being opened.
  bool inService = false;       ///< At its station.
};

/// What of a request is nobody, nowhere or unknown at its birth: all bits are set.
struct alignas(16) RequestBlanks {
  /// The number that will probably be asked for next, drawn ahead: then the processor has it when it is needed.
  std::int64_t ahead = -1;
  std::int64_t loggedService = -1;  ///< Replays with the log's own service times: time in the server; -1: none.
  Index station = kNone;            ///< Where it waits or is served.
  Index parent = kNone;             ///< The request whose worker waits for the answer.
  Index user = kNone;               ///< The closed user to be told.
  Index source = kNone;             ///< kNone: a server-side call or background work.
  Index reference = kNone;          ///< Of a call.
  Index job = kNone;                ///< Of background work.
  Index application = kNone;
  Index server = kNone;       ///< Inside which it is.
  Index destination = kNone;  ///< Server it was sent to.
  Index zone = kNone;         ///< Whose balancer placed it,
  Index member = kNone;       ///< and on which member.
  Index ticket = kNone;       ///< Its number in the balancer's pool; kNone: none knows it.
  Index way = kNone;
  Index routedZone = kNone;                          ///< Where the proxy will send it.
  std::array<Index, 3> legs{kNone, kNone, kNone};    ///< Ways from the caller to the server.
  std::array<Index, 3> relays{kNone, kNone, kNone};  ///< Station at the end of each leg; kNone: the server.
  Index breaker = kNone;                             ///< The caller's circuit breaker that counts this call.
  Index link = kNone;                                ///< One that can fail, and on which it is.
  Index stretch = kNone;                             ///< Of links shared fairly, on which it is.
  Index client = kNone;  ///< Entry of its caller in the book of connections; kNone: connections cost nothing there.
};

struct Request : RequestZeros, RequestBlanks {
  Request* next = nullptr;  ///< In the queue it waits in, or among the unused.
  Index id = kNone;         ///< Its place in the pool; the same for everybody who comes to live there.
  // What follows keeps what the last one to live there left behind, until it is used.
  // Instants in nanoseconds.
  std::int64_t created = 0;
  std::int64_t enteredServer = 0;
  std::int64_t enteredStation = 0;
  std::int64_t startedService = 0;
  std::int64_t service = 0;  ///< At the station it is at.
  std::int64_t bytes = 0;    ///< On the way it is on.
  std::int64_t deadlineAt = 0;
  std::uint64_t chance = 0;        ///< Names everything that is drawn for this request.
  const TaskSpec* task = nullptr;  ///< What it costs at the server.
  std::int64_t placedAt = 0;
  kernel::EventSet::Ticket deadline;  // a ticket that has fired names nothing
  kernel::EventSet::Ticket activity;
  kernel::EventSet::Ticket serverTimer;  ///< Its balancer waits no longer than this for the server.
  std::uint16_t hop = 0;                 ///< On its way.
  std::uint16_t carried = 0;             ///< Hops before this one have taken their bandwidth's time.
  Then then = Then::Travel;
  Then onArrival = Then::Deliver;
  // And this does not.
  Port port = Port::Http;
  std::uint16_t attempt = 1;  ///< Of its user, since the last reload.
  Outcome outcome = Outcome::Answered;
  bool alive = false;

  void owe(Due due) { dues = static_cast<std::uint8_t>(dues | due); }
};

/// Requests at addresses that never move; freed ones are used again.
class RequestPool {
 public:
  [[gnu::always_inline]] Request& take() {
    if (free_ == nullptr) [[unlikely]]
      grow();
    Request& request = *free_;
    free_ = request.next;
    fill<RequestZeros>(request, 0);
    fill<RequestBlanks>(request, -1);
    request.attempt = 1;
    request.outcome = Outcome::Answered;
    request.port = Port::Http;
    request.alive = true;
    ++live_;
    return request;
  }
  [[gnu::always_inline]] void give(Request& request) {
    request.alive = false;
    request.next = free_;
    free_ = &request;
    --live_;
  }
  Request& operator[](Index index) { return chunks_[index / kChunk][index % kChunk]; }
  const Request& operator[](Index index) const { return chunks_[index / kChunk][index % kChunk]; }
  /// One more than the largest index ever used.
  Index size() const { return size_; }
  std::uint64_t live() const { return live_; }

 private:
  static constexpr Index kChunk = 1024;

  [[gnu::noinline]] void grow() {
    if (size_ % kChunk == 0) chunks_.push_back(std::make_unique<Request[]>(kChunk));
    Request& request = (*this)[size_];
    request.id = size_++;
    request.next = free_;
    free_ = &request;
  }

  /// Every byte of one part of a request, piece by piece: for so little the processor's own way takes longer to begin
  /// than this takes to end.
  template <class Part>
  [[gnu::always_inline]] static void fill(Request& request, long long with) {
    using Piece [[gnu::vector_size(16)]] = long long;
    static_assert(std::is_trivially_copyable_v<Part> && sizeof(Part) % sizeof(Piece) == 0);
    const Piece piece{with, with};
    auto* const bytes = reinterpret_cast<unsigned char*>(static_cast<Part*>(&request));
    [&]<std::size_t... i>(std::index_sequence<i...>) {
      (std::memcpy(bytes + sizeof(Piece) * i, &piece, sizeof(Piece)), ...);
    }
    (std::make_index_sequence<sizeof(Part) / sizeof(Piece)>{});
  }

  std::vector<std::unique_ptr<Request[]>> chunks_;
  Request* free_ = nullptr;  ///< The unused, the last one given back first, linked by `next`.
  Index size_ = 0;
  std::uint64_t live_ = 0;
};

/// First come, first served queue of requests, linked through Request::next.
struct RequestQueue {
  Request* head = nullptr;
  Request* tail = nullptr;
  std::int64_t length = 0;

  bool empty() const { return head == nullptr; }
  void push(Request& request) {
    request.next = nullptr;
    (head == nullptr ? head : tail->next) = &request;
    tail = &request;
    ++length;
  }
  Request& pop() {
    Request& request = *head;
    head = request.next;
    if (head == nullptr) tail = nullptr;
    request.next = nullptr;
    --length;
    return request;
  }
  /// Takes out every request for which `unwanted` holds; the others keep their order.
  template <class Unwanted>
  void removeIf(Unwanted&& unwanted) {
    RequestQueue kept;
    while (!empty()) {
      Request& request = pop();
      if (!unwanted(request)) kept.push(request);
    }
    *this = kept;
  }
};

/// A number of equal things (workers, connections) that requests hold and give back.
struct Tokens {
  std::int64_t limit = 0;  ///< 0: unlimited.
  std::int64_t used = 0;
  RequestQueue waiting;

  bool free() const { return limit == 0 || used < limit; }
};

}  // namespace headroom::sim
