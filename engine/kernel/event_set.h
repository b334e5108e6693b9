// The future of a run: what happens next, and in which order when several things happen at once.
#pragma once

#include <array>
#include <bit>
#include <cassert>
#include <cstdint>
#include <vector>

#include "engine/base/time.h"
#include "engine/kernel/far_future.h"
#include "engine/kernel/front_heap.h"

namespace headroom::kernel {

/// Same-instant order, first to last. A server frees its slot before the next arrival asks for it; an observer looks
/// after both.
enum class Rank : std::uint8_t { Completion, Arrival, Control, Sample, EndOfRun };

/// Something due at an instant. `kind` and `subject` mean what the owner of the set wants them to mean.
struct Event {
  Instant due;
  Rank rank = Rank::Completion;
  std::uint16_t kind = 0;
  std::uint32_t subject = 0;
};

/// Future events by (due, rank, insertion): two runs that insert alike pop alike, everywhere.
///
/// Three zones of the future. The front: everything due up to the end of the present bucket, in order. The near future:
/// a block of equal buckets, unsorted lists found by a bitmap; a bucket becomes the front when the front is empty. The
/// far future: coarser and coarser buckets, each spread over finer ones when its time comes. The width of a near bucket
/// follows the mean gap between events, so that one seldom holds more than one, at 20 pending events as at 10^6.
///
/// schedule, pop and cancel cost O(1) amortised on steady streams, O(log k) with k events in one bucket at worst. Any
/// instant may be scheduled at any time, the past included. Nothing is allocated once the set has reached its largest
/// size. Up to 2^32 - 2 events can be pending. Not thread-safe.
class EventSet {
 public:
  /// Names a scheduled event of one set. A default ticket is valid and names nothing.
  struct Ticket {
    std::uint32_t slot = 0;
    std::uint32_t generation = 0;
  };

  EventSet();

  /// What popUpTo() says of an event besides its instant.
  class Name {
   public:
    explicit Name(std::uint64_t word) : word_(word) {}
    /// Kind (from bit 32 on) and subject in one word.
    [[gnu::always_inline]] std::uint64_t kindAndSubject() const { return word_ & (kLive - 1); }
    [[gnu::always_inline]] std::uint16_t kind() const { return static_cast<std::uint16_t>(word_ >> 32); }
    [[gnu::always_inline]] std::uint32_t subject() const { return static_cast<std::uint32_t>(word_); }
    [[gnu::always_inline]] std::uint32_t hint() const { return static_cast<std::uint32_t>(word_ >> kHintShift); }

   private:
    std::uint64_t word_;
  };

  /// The ticket is good for cancel() and pending() until the event fires; nobody need keep it. `hint`, below 2^15: what
  /// the owner wants to know again at once when the event comes.
  [[gnu::always_inline]] Ticket schedule(Instant due, Rank rank, std::uint16_t kind, std::uint32_t subject,
                                         std::uint32_t hint = 0) {
    if (unused_ == kNobody) [[unlikely]]
      return scheduleGrowing(due, rank, kind, subject, hint);
    const std::uint32_t slot = unused_;
    Node& node = nodes_[slot];
    unused_ = node.next;
    node.due = due.ns();
    node.order = (static_cast<std::uint64_t>(rank) << kRankShift) | scheduled_++;
    node.what = kLive | (std::uint64_t{hint} << kHintShift) | (std::uint64_t{kind} << 32) | subject;
    // The rare places are the last calls of this function, so that the usual one saves no registers for them.
    const std::int64_t bucket = node.due >> shift_;
    const auto apart = static_cast<std::uint64_t>(bucket ^ block_);
    if (bucket <= present_ || apart >= kNear) [[unlikely]]
      return placeElsewhere(slot);
    placeNear(node, slot, apart);
    return Ticket{slot, node.generation};
  }

  /// No effect on a ticket that fired, was cancelled, or names nothing.
  [[gnu::always_inline]] void cancel(Ticket ticket) {
    if (pending(ticket)) [[unlikely]]
      cancelPending(ticket);
  }

  /// Whether the event is still to come. Told right for 2^32 uses of one slot.
  [[gnu::always_inline]] bool pending(Ticket ticket) const {
    return nodes_[ticket.slot].generation == ticket.generation;
  }
  /// Pending events; cancelled ones no longer count.
  std::size_t size() const { return scheduled_ - popped_ - cancelled_; }
  bool empty() const { return size() == 0; }
  /// Events taken since the set was made.
  std::uint64_t popped() const { return popped_; }

  /// When the next event is due; never() when there is none.
  Instant nextDue() {
    const std::uint32_t slot = first();
    return slot == kNobody ? Instant::never() : Instant::at(Duration::nanoseconds(nodes_[slot].due));
  }

  /// REQUIRES: !empty().
  Event pop() {
    const std::uint32_t slot = first();
    assert(slot != kNobody && "pop() of an empty set");
    return take(slot);
  }

  /// nextDue() and pop() in one: the next event; false, and nothing happens, when there is none up to `until`.
  [[gnu::always_inline]] bool popUpTo(Instant until, Instant& due, Name& name) {
    std::uint32_t slot = front_;
    if (slot != kNobody) {  // there is no crowd then
      if (nodes_[slot].what != 0 && nodes_[slot].due <= until.ns()) [[likely]] {
        front_ = nodes_[slot].next;
      } else {
        slot = unlinkFirst(until);
      }
    } else {
      slot = unlinkSole(until);
      if (slot == kNobody) slot = unlinkFirst(until);
    }
    if (slot == kNobody) return false;
    Node& node = nodes_[slot];
    due = Instant::at(Duration::nanoseconds(node.due));
    name = Name(node.what);
    release(node, slot);
    return true;
  }

  /// Cancels everything and goes back to the start of the clock; the memory is kept, for the next run.
  void clear();

 private:
  static constexpr std::uint32_t kNobody = 0;
  static constexpr int kRankShift = 61;
  static constexpr std::uint64_t kLive = std::uint64_t{1} << 48;
  static constexpr int kHintShift = 49;
  static constexpr int kNearBits = FarFuture::kBlockBits;
  static constexpr std::size_t kNear = std::size_t{1} << kNearBits;

  struct Node {
    std::int64_t due = 0;
    std::uint64_t order = 0;       ///< Rank in the first three bits, then the number of the insertion.
    std::uint64_t what = 0;        ///< Hint, kLive, kind, and subject; 0 when cancelled.
    std::uint32_t generation = 0;  ///< Changes when the event fires or is cancelled.
    std::uint32_t next = kNobody;  ///< In the front, in its near bucket, or among the unused.
  };

  static bool before(const Node& a, const Node& b) { return a.due != b.due ? a.due < b.due : a.order < b.order; }

  /// REQUIRES: `slot` is first().
  Event take(std::uint32_t slot) {
    Node& node = nodes_[slot];
    removeFirst(node);
    release(node, slot);
    return Event{Instant::at(Duration::nanoseconds(node.due)), static_cast<Rank>(node.order >> kRankShift),
                 static_cast<std::uint16_t>(node.what >> 32), static_cast<std::uint32_t>(node.what)};
  }

  /// Most of the time the next bucket holds one event, which need not become the front before it is taken. The event,
  /// if it is so and the event is due up to `until`. REQUIRES: there is no front list.
  [[gnu::always_inline]] std::uint32_t unlinkSole(Instant until) {
    std::size_t word = cursor_;
    std::uint64_t bits = nearBits_[word];
    if (bits == 0) {
      if (++word == nearBits_.size()) return kNobody;
      bits = nearBits_[word];
    }
    if (bits == 0 || !crowd_.empty() || popped_ >= tuneAt_) [[unlikely]]
      return kNobody;
    const std::size_t bucket = word * 64 + static_cast<std::size_t>(std::countr_zero(bits));
    const std::uint32_t slot = near_[bucket];
    if (slot == kNobody) __builtin_unreachable();  // the bucket has a bit
    const Node& node = nodes_[slot];
    if (node.next != kNobody || node.what == 0 || node.due > until.ns()) return kNobody;
    cursor_ = word;
    nearBits_[word] = bits & (bits - 1);
    near_[bucket] = kNobody;
    present_ = block_ + static_cast<std::int64_t>(bucket);
    return slot;
  }

  /// A node that is unused from now on; it says what it said until it is used again.
  [[gnu::always_inline]] void release(Node& node, std::uint32_t slot) {
    ++node.generation;
    ++popped_;
    node.next = unused_;
    unused_ = slot;
  }

  /// Where a filled node belongs: front, near or far.
  void place(Node& node, std::uint32_t slot) {
    const std::int64_t bucket = node.due >> shift_;
    if (bucket <= present_) return placeFront(node, slot);
    const auto apart = static_cast<std::uint64_t>(bucket ^ block_);
    if (apart >= kNear) return far_.add({bucket, slot}, apart >> kNearBits);
    placeNear(node, slot, apart);
  }

  /// To the head of its bucket's list, in no order. `apart`: number of the bucket in the near block.
  [[gnu::always_inline]] void placeNear(Node& node, std::uint32_t slot, std::uint64_t apart) {
    node.next = near_[apart];
    near_[apart] = slot;
    nearBits_[apart / 64] |= std::uint64_t{1} << (apart % 64);
  }

  /// The first live event; kNobody when there is none.
  std::uint32_t first() {
    for (;;) {
      const std::uint32_t slot = front_ != kNobody ? front_ : fillFront();
      if (slot == kNobody || nodes_[slot].what != 0) return slot;
      removeFirst(nodes_[slot]);
      bury(slot);
    }
  }

  /// The first of the front when its list is empty: most of the time the only event of the next bucket.
  std::uint32_t fillFront() {
    const std::uint64_t bits = nearBits_[cursor_];
    if (bits == 0 || !crowd_.empty() || popped_ >= tuneAt_) [[unlikely]]
      return findFront();
    const std::size_t bucket = cursor_ * 64 + static_cast<std::size_t>(std::countr_zero(bits));
    nearBits_[cursor_] = bits & (bits - 1);
    present_ = block_ + static_cast<std::int64_t>(bucket);
    const std::uint32_t slot = near_[bucket];
    near_[bucket] = kNobody;
    if (nodes_[slot].next != kNobody) return sortBucket(slot);
    return front_ = slot;
  }

  void removeFirst(const Node& node) {
    if (crowd_.empty()) {
      front_ = node.next;
    } else {
      crowd_.removeFirst();
    }
  }

  std::uint32_t unlinkFirst(Instant until);
  /// REQUIRES: pending(ticket).
  void cancelPending(Ticket ticket);
  /// The rest of schedule() for an event that is due in the present or far bucket.
  Ticket placeElsewhere(std::uint32_t slot);
  /// schedule() when no slot is free.
  Ticket scheduleGrowing(Instant due, Rank rank, std::uint16_t kind, std::uint32_t subject, std::uint32_t hint);
  void bury(std::uint32_t slot);
  /// Sorts into the front, which becomes a heap when the walk along its list gets long.
  void placeFront(Node& node, std::uint32_t slot);
  std::uint32_t sortBucket(std::uint32_t one);
  /// Moves the front's list into the heap.
  void crowdFront();
  std::uint32_t findFront();
  bool fillNear();
  void tune();
  void rebuild(int shift);

  std::vector<Node> nodes_;
  std::uint32_t unused_ = kNobody;
  std::uint32_t front_ = kNobody;  ///< A sorted list; empty while there is a crowd.
  int shift_;                      ///< A near bucket is 2^shift_ ns wide; buckets are numbered from the run's start.
  std::int64_t present_ = -1;      ///< The events of all buckets up to this one are in the front.
  std::int64_t block_ = 0;         ///< The near future is the aligned block of kNear buckets that begins with this one.
  std::uint64_t scheduled_ = 0;
  std::uint64_t popped_ = 0;
  std::uint64_t cancelled_ = 0;
  std::size_t dead_ = 0;    ///< Cancelled, and still in a bucket or in the front.
  std::size_t cursor_ = 0;  ///< No word of nearBits_ before this one has a bit.

  // The last tuning, and when the next one is due, in events.
  std::uint64_t tuneAt_;
  std::int64_t tunedAt_ = 0;
  std::uint64_t tunedPopped_ = 0;
  std::uint64_t tunedScheduled_ = 0;

  FrontHeap crowd_;  ///< Takes over from the list when the front is long.
  FarFuture far_;
  std::array<std::uint64_t, kNear / 64> nearBits_{};
  std::array<std::uint32_t, kNear> near_{};
};

}  // namespace headroom::kernel
