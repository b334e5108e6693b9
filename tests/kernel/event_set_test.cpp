#include "engine/kernel/event_set.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <map>
#include <tuple>
#include <vector>

#include "engine/base/elementary.h"
#include "engine/kernel/random_streams.h"
#include "tests/kernel/allocations.h"

namespace headroom::kernel {
namespace {

Instant at(std::int64_t ns) {
  return Instant::at(Duration::nanoseconds(ns));
}

TEST(EventSet, PopsByTimeThenRankThenInsertion) {
  EventSet set;
  set.schedule(at(20), Rank::Completion, 0, 1);
  set.schedule(at(10), Rank::Control, 0, 2);
  set.schedule(at(10), Rank::Arrival, 0, 3);
  set.schedule(at(10), Rank::Completion, 0, 4);
  set.schedule(at(10), Rank::Completion, 0, 5);
  set.schedule(at(10), Rank::Sample, 0, 6);
  std::vector<std::uint32_t> order;
  while (!set.empty()) order.push_back(set.pop().subject);
  EXPECT_EQ(order, (std::vector<std::uint32_t>{4, 5, 3, 2, 6, 1}));
}

TEST(EventSet, GivesBackWhatWasScheduled) {
  EventSet set;
  set.schedule(at(7), Rank::Sample, 42, 4000000000U);
  const Event event = set.pop();
  EXPECT_EQ(event.due, at(7));
  EXPECT_EQ(event.rank, Rank::Sample);
  EXPECT_EQ(event.kind, 42);
  EXPECT_EQ(event.subject, 4000000000U);
}

TEST(EventSet, ACancelledEventNeverComesUp) {
  EventSet set;
  const auto first = set.schedule(at(1), Rank::Completion, 0, 1);
  set.schedule(at(2), Rank::Completion, 0, 2);
  EXPECT_TRUE(set.pending(first));
  set.cancel(first);
  EXPECT_FALSE(set.pending(first));
  EXPECT_EQ(set.size(), 1U);
  EXPECT_EQ(set.nextDue(), at(2));
  EXPECT_EQ(set.pop().subject, 2U);
  EXPECT_TRUE(set.empty());
}

TEST(EventSet, CancellingTwiceOrNothingIsHarmless) {
  EventSet set;
  set.cancel({});
  EXPECT_FALSE(set.pending({}));
  const auto ticket = set.schedule(at(1), Rank::Completion, 0, 1);
  set.cancel(ticket);
  set.cancel(ticket);
  set.schedule(at(2), Rank::Completion, 0, 2);
  EXPECT_EQ(set.pop().subject, 2U);
  set.cancel(ticket);
  EXPECT_TRUE(set.empty());
}

TEST(EventSet, AnOldTicketDoesNotCancelTheNextTenantOfItsSlot) {
  EventSet set;
  const auto old = set.schedule(at(1), Rank::Completion, 0, 1);
  set.pop();
  set.schedule(at(2), Rank::Completion, 0, 2);
  set.cancel(old);
  EXPECT_EQ(set.size(), 1U);
}

TEST(EventSet, ClearForgetsEverythingAndKeepsWorking) {
  EventSet set;
  const auto ticket = set.schedule(at(1), Rank::Completion, 0, 1);
  set.clear();
  EXPECT_TRUE(set.empty());
  EXPECT_FALSE(set.pending(ticket));
  EXPECT_EQ(set.nextDue(), Instant::never());
  set.schedule(at(3), Rank::Completion, 0, 3);
  EXPECT_EQ(set.pop().subject, 3U);
}

/// The set beside a sorted map under random scheduling, cancelling and popping.
class History {
 public:
  explicit History(std::uint64_t seed) : random_(seed, 1) {}

  std::uint64_t draw(std::uint64_t below) { return random_.next() % below; }
  std::int64_t now() const { return now_; }
  std::size_t size() const { return known_.size(); }
  EventSet& set() { return set_; }

  void schedule(std::int64_t due, Rank rank) {
    const Place place{due, rank, count_};
    known_[place] = set_.schedule(at(due), rank, static_cast<std::uint16_t>(count_), count_);
    if (count_ % 4 == 0) chosen_.push_back(place);
    ++count_;
  }
  /// One of a quarter of the events, whether it has fired or not.
  void cancelOne() {
    if (chosen_.empty()) return;
    const std::size_t victim = draw(chosen_.size());
    const auto known = known_.find(chosen_[victim]);
    if (known != known_.end()) {
      ASSERT_TRUE(set_.pending(known->second));
      set_.cancel(known->second);
      ASSERT_FALSE(set_.pending(known->second));
      set_.cancel(known->second);
      known_.erase(known);
    }
    chosen_[victim] = chosen_.back();
    chosen_.pop_back();
    ASSERT_EQ(set_.size(), known_.size());
  }
  void pop() {
    if (known_.empty()) {
      ASSERT_TRUE(set_.empty());
      ASSERT_EQ(set_.nextDue(), Instant::never());
      return;
    }
    const auto [due, rank, number] = known_.begin()->first;
    if (draw(2) == 0) {
      ASSERT_EQ(set_.nextDue(), at(due));
    }
    const Event event = set_.pop();
    ASSERT_EQ(event.subject, number);
    ASSERT_EQ(event.due, at(due));
    ASSERT_EQ(event.rank, rank);
    ASSERT_EQ(event.kind, static_cast<std::uint16_t>(number));
    ASSERT_FALSE(set_.pending(known_.begin()->second));
    known_.erase(known_.begin());
    now_ = due;
    ASSERT_EQ(set_.size(), known_.size());
  }
  void popAll() {
    while (!known_.empty() && !testing::Test::HasFatalFailure()) pop();
    pop();
  }

 private:
  using Place = std::tuple<std::int64_t, Rank, std::uint32_t>;
  RandomStream random_;
  EventSet set_;
  std::map<Place, EventSet::Ticket> known_;
  std::vector<Place> chosen_;
  std::int64_t now_ = 0;
  std::uint32_t count_ = 0;
};

struct Future {
  const char* name;
  std::int64_t (*distance)(History&);
};

void PrintTo(const Future& future, std::ostream* out) {
  *out << future.name;
}

class EveryFuture : public testing::TestWithParam<Future> {};

constexpr auto kExponential = [](History& h) {
  return static_cast<std::int64_t>(-20e6 * elementary::naturalLog(unitOf(~h.draw(~0ULL))));
};

const Future kFutures[] = {
    {"exponential", kExponential},
    {"many_at_once", [](History& h) { return static_cast<std::int64_t>(h.draw(4)); }},
    {"steps_of_a_millisecond", [](History& h) { return static_cast<std::int64_t>(h.draw(50)) * 1'000'000; }},
    {"no_time_passes", [](History&) { return std::int64_t{0}; }},
    {"always_the_same", [](History&) { return std::int64_t{5'000'000}; }},
    {"all_scales", [](History& h) { return static_cast<std::int64_t>(h.draw(~0ULL) >> (2 + h.draw(61))) / 64; }},
    {"services_and_timeouts",
     [](History& h) { return h.draw(2) == 0 ? kExponential(h) : std::int64_t{100'000'000'000}; }},
    {"close_and_the_end_of_the_clock",
     [](History& h) { return h.draw(5) == 0 ? std::numeric_limits<std::int64_t>::max() - h.now() : kExponential(h); }},
    {"the_past_too", [](History& h) { return kExponential(h) - std::min<std::int64_t>(h.now(), 10'000'000); }},
};

TEST_P(EveryFuture, PopsLikeASortedMap) {
  for (const std::size_t size : {1, 20, 100, 3000}) {
    History history(size);
    const auto schedule = [&] {
      const std::int64_t left = std::numeric_limits<std::int64_t>::max() - history.now();
      history.schedule(history.now() + std::min(GetParam().distance(history), left),
                       static_cast<Rank>(history.draw(5)));
    };
    for (std::size_t i = 0; i < size; ++i) schedule();
    for (std::size_t step = 0; step < 20 * size + 3000 && !HasFatalFailure(); ++step) {
      const std::uint64_t dice = history.draw(8);
      if (dice == 0) {
        history.cancelOne();
      } else if (history.size() > 2 * size || (history.size() > size / 2 && dice < 4)) {
        history.pop();
      } else {
        schedule();
      }
    }
    history.popAll();
    if (HasFatalFailure()) return;
    for (std::size_t i = 0; i < 100; ++i) schedule();  // and again after it was empty
    history.popAll();
  }
}

// Times on the clock of `many_at_once` are nanoseconds, those of `steps` milliseconds: the buckets must follow both
// ways.
TEST(EventSet, FollowsAFutureThatChangesItsPace) {
  History history(7);
  for (int i = 0; i < 300; ++i) history.schedule(i, Rank::Completion);
  for (int round = 0; round < 6; ++round) {
    const std::int64_t pace = round % 2 == 0 ? 10 : 1'000'000'000'000;
    for (int i = 0; i < 20000 && !HasFatalFailure(); ++i) {
      history.pop();
      history.schedule(history.now() + static_cast<std::int64_t>(history.draw(300)) * pace, Rank::Completion);
    }
  }
  history.popAll();
}

INSTANTIATE_TEST_SUITE_P(Futures, EveryFuture, testing::ValuesIn(kFutures),
                         [](const auto& test) { return test.param.name; });

TEST(EventSet, AnEarlierRankOfThePresentInstantStillGoesFirst) {
  EventSet set;
  for (std::uint32_t i = 0; i < 100; ++i) set.schedule(at(5), Rank::Arrival, 0, i);
  EXPECT_EQ(set.pop().subject, 0U);
  set.schedule(at(5), Rank::Completion, 0, 1000);
  set.schedule(at(5), Rank::Sample, 0, 1001);
  set.schedule(at(5), Rank::Completion, 0, 1002);
  EXPECT_EQ(set.pop().subject, 1000U);
  EXPECT_EQ(set.pop().subject, 1002U);
  for (std::uint32_t i = 1; i < 100; ++i) EXPECT_EQ(set.pop().subject, i);
  EXPECT_EQ(set.pop().subject, 1001U);
}

TEST(EventSet, LookingFarAheadDoesNotHideWhatComesBefore) {
  EventSet set;
  set.schedule(at(1'000'000'000'000), Rank::Completion, 0, 2);
  EXPECT_EQ(set.nextDue(), at(1'000'000'000'000));
  for (std::uint32_t i = 0; i < 100; ++i) set.schedule(at(1000 - 5 * i), Rank::Completion, 0, 100 + i);
  for (std::uint32_t i = 100; i-- > 0;) EXPECT_EQ(set.pop().subject, 100 + i);
  EXPECT_EQ(set.pop().subject, 2U);
}

// A run's time goes by in a loop of scheduling, cancelling and popping: whatever it needed once is there.
TEST(EventSet, AllocatesNothingInSteadyState) {
  EventSet set;
  RandomStream random(3, 3);
  std::vector<EventSet::Ticket> deadlines(512);
  std::int64_t now = 0;
  const auto turn = [&](int turns) {
    for (int i = 0; i < turns; ++i) {
      set.cancel(deadlines[static_cast<std::size_t>(i) % 512]);
      deadlines[static_cast<std::size_t>(i) % 512] = set.schedule(at(now + 100'000'000'000), Rank::Control, 1, 0);
      set.schedule(at(now + static_cast<std::int64_t>(random.next() >> 38)), Rank::Completion, 0, 0);
      now = set.pop().due.ns();
    }
  };
  for (int i = 0; i < 1000; ++i)
    set.schedule(at(static_cast<std::int64_t>(random.next() >> 38)), Rank::Completion, 0, 0);
  turn(200000);
  const std::uint64_t before = allocations();
  turn(200000);
  EXPECT_EQ(allocations(), before);
}

// A hundred thousand at one instant, in mixed ranks: a walk along a list would take minutes here.
TEST(EventSet, ACrowdedInstantIsNotQuadratic) {
  EventSet set;
  constexpr std::uint32_t kCrowd = 100000;
  for (std::uint32_t i = 0; i < kCrowd; ++i) set.schedule(at(5), i % 2 == 0 ? Rank::Arrival : Rank::Completion, 0, i);
  std::uint32_t completions = 0;
  while (!set.empty()) {
    const Event event = set.pop();
    if (event.rank == Rank::Arrival && event.subject < kCrowd)
      set.schedule(at(5), Rank::Completion, 0, kCrowd + event.subject);
    completions += event.rank == Rank::Completion ? 1 : 0;
  }
  EXPECT_EQ(completions, kCrowd);
}

TEST(EventSet, CompactsWhenTheDeadOutnumberTheLiving) {
  EventSet set;
  set.schedule(at(1000), Rank::Completion, 0, 7);
  for (int round = 0; round < 100000; ++round) set.cancel(set.schedule(at(500), Rank::Completion, 0, 1));
  EXPECT_EQ(set.size(), 1U);
  EXPECT_EQ(set.pop().subject, 7U);
}

}  // namespace
}  // namespace headroom::kernel
