// The future of a run: what happens next, and in which order when several things happen at once.
#pragma once

#include <cstdint>
#include <vector>

#include "engine/base/time.h"

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
/// Implicit 4-ary heap of 16-byte keys; schedule and pop cost O(log n), cancel O(1) amortised, and nothing is allocated
/// once the set has reached its largest size. At most 2^24 events can be pending. Not thread-safe.
class EventSet {
 public:
  /// Names a scheduled event. A default ticket is valid and names nothing.
  struct Ticket {
    std::uint32_t slot = 0;
    std::uint32_t generation = 0;
  };

  /// `firstSequence` is where insertion numbers begin; only tests of the renumbering need another one than 0.
  explicit EventSet(std::uint64_t firstSequence = 0) : sequence_(firstSequence) {}

  Ticket schedule(Instant due, Rank rank, std::uint16_t kind, std::uint32_t subject);

  /// No effect on a ticket that fired, was cancelled, or names nothing.
  void cancel(Ticket ticket);

  bool pending(Ticket ticket) const {
    return ticket.generation != 0 && ticket.slot < slots_.size() && slots_[ticket.slot].generation == ticket.generation;
  }

  bool empty() const { return live_ == 0; }
  std::size_t size() const { return live_; }

  /// When the next event is due; never() when there is none.
  Instant nextDue();

  /// REQUIRES: !empty().
  Event pop();

  void clear();

  static constexpr std::uint64_t kLastSequence = (std::uint64_t{1} << 37) - 1;

 private:
  /// `order` holds rank (3 bits), insertion number (37 bits) and slot (24 bits), so that one comparison decides.
  struct Key {
    std::int64_t due;
    std::uint64_t order;
  };
  struct Slot {
    std::uint32_t generation = 0;  ///< Changes when the event fires or is cancelled; never 0 while in use.
    std::uint32_t subject = 0;
    std::uint16_t kind = 0;
    bool live = false;
  };

  static bool before(const Key& a, const Key& b) { return a.due != b.due ? a.due < b.due : a.order < b.order; }
  static std::uint32_t slotOf(const Key& key) { return static_cast<std::uint32_t>(key.order & 0xffffff); }
  std::uint32_t takeSlot();
  void release(std::uint32_t slot);
  void push(Key key);
  void removeFirst();
  void siftDown(std::size_t hole, Key key);
  void dropDeadFirst();
  void dropAllDead();
  void renumber();

  std::vector<Key> heap_;
  std::vector<Slot> slots_;
  std::vector<std::uint32_t> free_;
  std::uint64_t sequence_;
  std::size_t live_ = 0;
};

}  // namespace headroom::kernel
