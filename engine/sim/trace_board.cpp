#include "engine/sim/trace_board.h"

#include <algorithm>
#include <tuple>

#include "engine/kernel/random_streams.h"

namespace headroom::sim {
namespace {

bool slower(const Noted& a, const Noted& b) {
  return std::tuple(-a.response, a.replication, a.created, a.chance) <
         std::tuple(-b.response, b.replication, b.created, b.chance);
}

bool drawnBefore(const Noted& a, const Noted& b) {
  return std::tuple(a.lot, a.replication, a.chance) < std::tuple(b.lot, b.replication, b.chance);
}

/// Keeps the first `room` in the order of `before`, as a heap whose top is the last of them.
template <class Before>
void insert(std::vector<Noted>& heap, const Noted& noted, std::size_t room, Before before) {
  if (heap.size() == room) {
    if (!before(noted, heap.front())) return;
    std::pop_heap(heap.begin(), heap.end(), before);
    heap.back() = noted;
  } else {
    heap.push_back(noted);
  }
  std::push_heap(heap.begin(), heap.end(), before);
}

template <class Before>
std::vector<Noted> inOrder(std::vector<Noted> heap, Before before) {
  std::sort_heap(heap.begin(), heap.end(), before);
  return heap;
}

}  // namespace

void TraceBoard::add(const Request& request, Outcome outcome, Instant now) {
  Noted noted;
  noted.created = request.created;
  noted.response = now.ns() - request.created;
  noted.wait = noted.response - request.pure;
  noted.chance = request.chance;
  noted.lot = kernel::mix(key_, request.chance);
  noted.application = request.application;
  noted.outcome = outcome;
  take(noted);
}

void TraceBoard::take(const Noted& noted) {
  if (room_ == 0) return;
  insert(sample_, noted, room_, drawnBefore);
  if (noted.outcome == Outcome::Answered) {
    insert(slowest_, noted, room_, slower);
  } else {
    insert(failed_, noted, room_, drawnBefore);
  }
}

void TraceBoard::merge(const TraceBoard& other, std::uint64_t replication) {
  const auto from = [&](const std::vector<Noted>& theirs, std::vector<Noted>& ours, auto before) {
    for (Noted noted : theirs) {
      noted.replication = replication;
      insert(ours, noted, room_, before);
    }
  };
  from(other.slowest_, slowest_, slower);
  from(other.sample_, sample_, drawnBefore);
  from(other.failed_, failed_, drawnBefore);
}

std::vector<Noted> TraceBoard::slowest() const {
  return inOrder(slowest_, slower);
}
std::vector<Noted> TraceBoard::sample() const {
  return inOrder(sample_, drawnBefore);
}
std::vector<Noted> TraceBoard::failed() const {
  return inOrder(failed_, drawnBefore);
}

void TraceBoard::clear() {
  slowest_.clear();
  sample_.clear();
  failed_.clear();
}

}  // namespace headroom::sim
