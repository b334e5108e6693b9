// A request on its way through the farm.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "engine/base/time.h"
#include "engine/kernel/event_set.h"
#include "engine/sim/model.h"

namespace headroom::sim {

/// How a request ended for its caller.
enum class Outcome : std::uint8_t { Answered, QueueFull, Timeout, NoServer, Refused, Dependency };
inline constexpr std::size_t kOutcomes = 6;

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
};

struct Request {
  // Instants in nanoseconds.
  std::int64_t created = 0;
  std::int64_t enteredServer = 0;
  std::int64_t enteredStation = 0;
  std::int64_t startedService = 0;
  std::int64_t pure = 0;      ///< Time spent on service and on the way: what the response would be without any waiting.
  std::int64_t workLeft = 0;  ///< Core time still to be done at the server.
  std::int64_t service = 0;   ///< At the station it is at.
  std::int64_t bytes = 0;     ///< On the way it is on.
  std::int64_t deadlineAt = 0;
  std::uint64_t chance = 0;  ///< Names the streams of everything drawn for this request.
  kernel::EventSet::Ticket deadline;
  kernel::EventSet::Ticket activity;
  Index next = kNone;       ///< In the queue it waits in.
  Index parent = kNone;     ///< The request whose worker waits for the answer.
  Index user = kNone;       ///< The closed user to be told.
  Index source = kNone;     ///< kNone: a server-side call.
  Index reference = kNone;  ///< Of a call.
  Index application = kNone;
  Index task = kNone;
  Index server = kNone;       ///< Inside which it is.
  Index destination = kNone;  ///< Server it was sent to.
  Index station = kNone;      ///< Where it waits or is served.
  Index zone = kNone;         ///< Whose balancer placed it,
  Index member = kNone;       ///< and on which member.
  Index way = kNone;
  Index routedZone = kNone;                          ///< Where the proxy will send it.
  std::array<Index, 3> legs{kNone, kNone, kNone};    ///< Ways from the caller to the server.
  std::array<Index, 3> relays{kNone, kNone, kNone};  ///< Station at the end of each leg; kNone: the server.
  std::array<std::uint32_t, 3> epochs{0, 0, 0};      ///< How often that relay had failed when the request passed.
  std::uint32_t slicesLeft = 0;
  std::uint32_t transactionsLeft = 0;
  std::uint32_t transactionsDone = 0;
  std::uint32_t referencesBegun = 0;
  std::uint32_t callsLeft = 0;
  std::uint32_t callsMade = 0;
  std::uint16_t hop = 0;
  std::uint8_t legCount = 0;
  Then then = Then::Travel;
  Then onArrival = Then::Deliver;
  Outcome outcome = Outcome::Answered;
  Port port = Port::Http;
  bool alive = false;
  bool callerDone = false;  ///< The caller has its answer, or gave up.
  bool workDone = false;    ///< Nothing more will happen to it.
  bool executing = false;   ///< Holds a worker.
  bool dependencyFailed = false;
  bool transactionFailed = false;
  bool holdsConnection = false;
  bool holdsAdmission = false;
  bool waitsForConnection = false;
  bool atDatabase = false;  ///< On the way there, inside, or on the way back.
  bool ghost = false;       ///< Its server failed while the database still worked for it; only its connections remain.
  bool waitsForAdmission = false;
  bool waitsForRelay = false;
  bool inService = false;        ///< At its station.
  std::uint8_t relayTokens = 0;  ///< Bit per leg whose relay counts it as a connection in progress.
};

/// Requests by index, at addresses that never move; freed ones are used again.
class RequestPool {
 public:
  Index take() {
    if (free_.empty()) {
      if (size_ % kChunk == 0) chunks_.push_back(std::make_unique<Request[]>(kChunk));
      free_.push_back(size_++);
    }
    const Index index = free_.back();
    free_.pop_back();
    Request& request = (*this)[index];
    request = Request{};
    request.alive = true;
    ++live_;
    return index;
  }
  void give(Index index) {
    (*this)[index].alive = false;
    free_.push_back(index);
    --live_;
  }
  Request& operator[](Index index) { return chunks_[index / kChunk][index % kChunk]; }
  const Request& operator[](Index index) const { return chunks_[index / kChunk][index % kChunk]; }
  /// One more than the largest index ever used.
  Index size() const { return size_; }
  std::uint64_t live() const { return live_; }

 private:
  static constexpr Index kChunk = 1024;
  std::vector<std::unique_ptr<Request[]>> chunks_;
  std::vector<Index> free_;
  Index size_ = 0;
  std::uint64_t live_ = 0;
};

/// First come, first served queue of requests, linked through Request::next.
struct RequestQueue {
  Index head = kNone;
  Index tail = kNone;
  std::int64_t length = 0;

  bool empty() const { return head == kNone; }
  void push(RequestPool& pool, Index index) {
    pool[index].next = kNone;
    (head == kNone ? head : pool[tail].next) = index;
    tail = index;
    ++length;
  }
  Index pop(RequestPool& pool) {
    const Index index = head;
    head = pool[index].next;
    if (head == kNone) tail = kNone;
    pool[index].next = kNone;
    --length;
    return index;
  }
  /// Takes out every request for which `unwanted` holds; the others keep their order.
  template <class Unwanted>
  void removeIf(RequestPool& pool, Unwanted&& unwanted) {
    RequestQueue kept;
    while (!empty()) {
      const Index index = pop(pool);
      if (!unwanted(index)) kept.push(pool, index);
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
