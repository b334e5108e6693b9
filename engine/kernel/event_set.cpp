#include "engine/kernel/event_set.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace headroom::kernel {
namespace {

constexpr int kFirstShift = 18;             // a quarter of a millisecond, until the first tuning
constexpr std::uint64_t kFirstTuning = 32;  // events
constexpr std::uint64_t kTuning = 512;
// Buckets a quarter to an eighth of the mean gap: nearly all taken hold one event, which the processor's prediction
// likes better than one or two.
constexpr int kNarrower = 3;

}  // namespace

EventSet::EventSet() : nodes_(1), shift_(kFirstShift), tuneAt_(kFirstTuning) {
  nodes_[kNobody].generation = 1;  // which no default ticket has
}

EventSet::Ticket EventSet::scheduleGrowing(Instant due, Rank rank, std::uint16_t kind, std::uint32_t subject,
                                           std::uint32_t hint) {
  nodes_.emplace_back();
  unused_ = static_cast<std::uint32_t>(nodes_.size() - 1);
  return schedule(due, rank, kind, subject, hint);
}

/// Takes the first event out of the front; kNobody, and nothing happens, when there is none up to `until`.
std::uint32_t EventSet::unlinkFirst(Instant until) {
  const std::uint32_t slot = first();
  if (slot == kNobody || nodes_[slot].due > until.ns()) return kNobody;
  removeFirst(nodes_[slot]);
  return slot;
}

void EventSet::cancelPending(Ticket ticket) {
  Node& node = nodes_[ticket.slot];
  ++node.generation;
  node.what = 0;
  ++cancelled_;
  // It stays where it is until its time comes, or until the dead outnumber the living.
  if (++dead_ > size() + 64) rebuild(shift_);
}

EventSet::Ticket EventSet::placeElsewhere(std::uint32_t slot) {
  place(nodes_[slot], slot);
  return Ticket{slot, nodes_[slot].generation};
}

/// Gives back the slot of a cancelled event that has left its bucket.
void EventSet::bury(std::uint32_t slot) {
  nodes_[slot].next = unused_;
  unused_ = slot;
  --dead_;
}

void EventSet::placeFront(Node& node, std::uint32_t slot) {
  constexpr int kLongestWalk = 24;
  if (crowd_.empty()) {
    std::uint32_t* link = &front_;
    for (int steps = 0; steps < kLongestWalk; ++steps) {
      if (*link == kNobody || before(node, nodes_[*link])) {
        node.next = *link;
        *link = slot;
        return;
      }
      link = &nodes_[*link].next;
    }
    crowdFront();
  }
  crowd_.push({node.due, node.order, slot});
}

void EventSet::crowdFront() {
  for (std::uint32_t slot = std::exchange(front_, kNobody); slot != kNobody; slot = nodes_[slot].next) {
    crowd_.push({nodes_[slot].due, nodes_[slot].order, slot});
  }
}

/// Makes a bucket of several events the front, which is empty; its first event.
std::uint32_t EventSet::sortBucket(std::uint32_t one) {
  Node* const nodes = nodes_.data();
  const std::uint32_t two = nodes[one].next;
  std::uint32_t rest = nodes[two].next;
  if (before(nodes[two], nodes[one])) {
    front_ = two;
    nodes[two].next = one;
    nodes[one].next = kNobody;
  } else {
    front_ = one;
    nodes[two].next = kNobody;
  }
  while (rest != kNobody) {
    const std::uint32_t slot = std::exchange(rest, nodes[rest].next);
    placeFront(nodes[slot], slot);
  }
  return front_ != kNobody ? front_ : crowd_.first().slot;
}

/// What fillFront() does when there is more to it.
std::uint32_t EventSet::findFront() {
  if (popped_ >= tuneAt_) tune();  // which may put events into the front
  if (!crowd_.empty()) return crowd_.first().slot;
  if (front_ != kNobody) return front_;
  while (nearBits_[cursor_] == 0) {
    if (++cursor_ < nearBits_.size()) continue;
    cursor_ = 0;
    if (!fillNear()) return kNobody;
  }
  return fillFront();
}

/// The near block is used up: the next one is where the first bucket of the far future is.
bool EventSet::fillNear() {
  if (far_.empty()) return false;
  const FarFuture::Bucket taken = far_.takeFirstBucket();
  block_ = (far_.beginningOf(taken) >> kNearBits) << kNearBits;
  const bool spreads =
      taken.level == 0;  // over the near block; a higher level goes to the next one and touches no node
  far_.consume(
      taken.chain,
      [&](std::uint32_t slot) {
        if (spreads) __builtin_prefetch(&nodes_[slot]);
      },
      [&](const FarFuture::Entry& entry) {
        const auto apart = static_cast<std::uint64_t>(entry.bucket ^ block_);
        if (apart >= kNear) return far_.add(entry, apart >> kNearBits);
        nodes_[entry.slot].next = near_[apart];
        near_[apart] = entry.slot;
        nearBits_[apart / 64] |= std::uint64_t{1} << (apart % 64);
      });
  return true;
}

/// Chooses the width of the buckets anew by the mean gap between the events since the last time.
void EventSet::tune() {
  tuneAt_ = popped_ + kTuning;
  const std::uint64_t events = popped_ - tunedPopped_;
  if (events == 0 || scheduled_ - tunedScheduled_ < size()) return;
  const std::int64_t now = present_ << shift_;
  const std::uint64_t gap = static_cast<std::uint64_t>(now - tunedAt_) / events;
  tunedAt_ = now;
  tunedPopped_ = popped_;
  const int wanted = std::clamp(static_cast<int>(std::bit_width(gap)) - kNarrower, 0, 63 - kNearBits);
  if (wanted >= shift_ - 1 && wanted <= shift_ + 1) return;
  rebuild(wanted);
  tunedScheduled_ = scheduled_;
}

/// Places everything anew, with another width of the buckets, and forgets what was cancelled.
void EventSet::rebuild(int shift) {
  std::uint32_t all = far_.takeAll();
  const auto gather = [&](std::uint32_t slot) {
    while (slot != kNobody) {
      far_.append(all, {0, slot});
      slot = nodes_[slot].next;
    }
  };
  gather(std::exchange(front_, kNobody));
  while (!crowd_.empty()) {
    far_.append(all, {0, crowd_.first().slot});
    crowd_.removeFirst();
  }
  for (; cursor_ < nearBits_.size(); ++cursor_) {
    for (std::uint64_t& bits = nearBits_[cursor_]; bits != 0; bits &= bits - 1) {
      gather(std::exchange(near_[cursor_ * 64 + static_cast<std::size_t>(std::countr_zero(bits))], kNobody));
    }
  }
  cursor_ = 0;
  // To the bucket of the last instant of the present one; unsigned, for that may be the end of the clock.
  present_ = static_cast<std::int64_t>((static_cast<std::uint64_t>(present_ + 1) << shift_) - 1) >> shift;
  shift_ = shift;
  block_ = (std::max<std::int64_t>(present_, 0) >> kNearBits) << kNearBits;
  far_.consume(
      all, [&](std::uint32_t slot) { __builtin_prefetch(&nodes_[slot]); },
      [&](const FarFuture::Entry& entry) {
        Node& node = nodes_[entry.slot];
        if (node.what != 0) {
          place(node, entry.slot);
        } else {
          bury(entry.slot);
        }
      });
}

void EventSet::clear() {
  crowd_.clear();
  far_.clear();
  nearBits_.fill(0);
  near_.fill(kNobody);
  front_ = unused_ = kNobody;
  for (auto slot = static_cast<std::uint32_t>(nodes_.size()); --slot != kNobody;) {
    Node& node = nodes_[slot];
    ++node.generation;
    node.what = 0;
    node.next = unused_;
    unused_ = slot;
  }
  cancelled_ = scheduled_ - popped_;
  dead_ = cursor_ = 0;
  present_ = -1;
  block_ = 0;
  tunedAt_ = 0;
  tunedPopped_ = popped_;
  tuneAt_ = popped_ + kTuning;
}

}  // namespace headroom::kernel
