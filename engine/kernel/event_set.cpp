#include "engine/kernel/event_set.h"

#include <algorithm>
#include <cassert>

namespace headroom::kernel {
namespace {

constexpr std::size_t kArity = 4;
constexpr int kSlotBits = 24;
constexpr int kRankShift = 61;

}  // namespace

std::uint32_t EventSet::takeSlot() {
  if (free_.empty()) {
    assert(slots_.size() < (std::size_t{1} << kSlotBits) && "more pending events than the keys can name");
    slots_.push_back(Slot{1, 0, 0, false});
    return static_cast<std::uint32_t>(slots_.size() - 1);
  }
  const std::uint32_t slot = free_.back();
  free_.pop_back();
  return slot;
}

void EventSet::release(std::uint32_t slot) {
  free_.push_back(slot);
}

EventSet::Ticket EventSet::schedule(Instant due, Rank rank, std::uint16_t kind, std::uint32_t subject) {
  if (sequence_ > kLastSequence) renumber();
  const std::uint32_t slot = takeSlot();
  Slot& entry = slots_[slot];
  entry.subject = subject;
  entry.kind = kind;
  entry.live = true;
  ++live_;
  push(Key{due.ns(), (static_cast<std::uint64_t>(rank) << kRankShift) | (sequence_++ << kSlotBits) | slot});
  return Ticket{slot, entry.generation};
}

void EventSet::cancel(Ticket ticket) {
  if (!pending(ticket)) return;
  Slot& entry = slots_[ticket.slot];
  entry.live = false;
  if (++entry.generation == 0) entry.generation = 1;
  --live_;
  // The key stays in the heap until it comes up, or until the dead outnumber the living.
  if (heap_.size() > 64 && heap_.size() > 2 * live_ + 32) dropAllDead();
}

Instant EventSet::nextDue() {
  dropDeadFirst();
  return heap_.empty() ? Instant::never() : Instant::at(Duration::nanoseconds(heap_.front().due));
}

Event EventSet::pop() {
  dropDeadFirst();
  assert(!heap_.empty() && "pop() of an empty set");
  const Key first = heap_.front();
  removeFirst();
  const std::uint32_t index = slotOf(first);
  Slot& slot = slots_[index];
  if (++slot.generation == 0) slot.generation = 1;
  slot.live = false;
  --live_;
  const Event event{Instant::at(Duration::nanoseconds(first.due)), static_cast<Rank>(first.order >> kRankShift),
                    slot.kind, slot.subject};
  release(index);
  return event;
}

void EventSet::clear() {
  for (const Key& key : heap_) {
    Slot& slot = slots_[slotOf(key)];
    if (slot.live && ++slot.generation == 0) slot.generation = 1;
    slot.live = false;
    release(slotOf(key));
  }
  heap_.clear();
  live_ = 0;
}

void EventSet::push(Key key) {
  heap_.push_back(key);
  std::size_t hole = heap_.size() - 1;
  while (hole > 0) {
    const std::size_t parent = (hole - 1) / kArity;
    if (!before(key, heap_[parent])) break;
    heap_[hole] = heap_[parent];
    hole = parent;
  }
  heap_[hole] = key;
}

// Bottom-up: the hole sinks to a leaf along the smallest children, then the last key climbs. The last key nearly always
// belongs near the bottom, so this saves the comparison with it on every level.
void EventSet::removeFirst() {
  const Key last = heap_.back();
  heap_.pop_back();
  const std::size_t size = heap_.size();
  if (size == 0) return;
  std::size_t hole = 0;
  for (;;) {
    const std::size_t child = hole * kArity + 1;
    if (child >= size) break;
    const std::size_t end = std::min(child + kArity, size);
    std::size_t smallest = child;
    for (std::size_t other = child + 1; other < end; ++other) {
      if (before(heap_[other], heap_[smallest])) smallest = other;
    }
    heap_[hole] = heap_[smallest];
    hole = smallest;
  }
  while (hole > 0) {
    const std::size_t parent = (hole - 1) / kArity;
    if (!before(last, heap_[parent])) break;
    heap_[hole] = heap_[parent];
    hole = parent;
  }
  heap_[hole] = last;
}

void EventSet::siftDown(std::size_t hole, Key key) {
  const std::size_t size = heap_.size();
  for (;;) {
    const std::size_t child = hole * kArity + 1;
    if (child >= size) break;
    const std::size_t end = std::min(child + kArity, size);
    std::size_t smallest = child;
    for (std::size_t other = child + 1; other < end; ++other) {
      if (before(heap_[other], heap_[smallest])) smallest = other;
    }
    if (!before(heap_[smallest], key)) break;
    heap_[hole] = heap_[smallest];
    hole = smallest;
  }
  heap_[hole] = key;
}

void EventSet::dropDeadFirst() {
  while (!heap_.empty() && !slots_[slotOf(heap_.front())].live) {
    const std::uint32_t slot = slotOf(heap_.front());
    removeFirst();
    release(slot);
  }
}

void EventSet::dropAllDead() {
  std::size_t kept = 0;
  for (const Key& key : heap_) {
    if (slots_[slotOf(key)].live) {
      heap_[kept++] = key;
    } else {
      release(slotOf(key));
    }
  }
  heap_.resize(kept);
  if (kept < 2) return;
  for (std::size_t i = (kept - 2) / kArity + 1; i-- > 0;) siftDown(i, heap_[i]);
}

// Insertion numbers ran out after 10^11 events: give the pending ones new, small numbers in the same order.
void EventSet::renumber() {
  dropAllDead();
  std::sort(heap_.begin(), heap_.end(), before);
  sequence_ = 0;
  for (Key& key : heap_) {
    const std::uint64_t rank = key.order >> kRankShift;
    key.order = (rank << kRankShift) | (sequence_++ << kSlotBits) | slotOf(key);
  }
}

}  // namespace headroom::kernel
