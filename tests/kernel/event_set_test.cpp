#include "engine/kernel/event_set.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <tuple>
#include <vector>

#include "engine/kernel/random_streams.h"

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

/// The set beside a plainly sorted list, under random scheduling, cancelling and popping.
void compareWithSortedList(EventSet set, std::uint64_t seed) {
  using Row = std::tuple<std::int64_t, int, std::uint64_t, std::uint32_t>;
  struct Known {
    Row row;
    EventSet::Ticket ticket;
  };
  RandomStream random(seed, 1);
  std::vector<Known> model;
  std::int64_t now = 0;
  for (std::uint32_t step = 0; step < 20000; ++step) {
    const std::uint64_t dice = random.next() % 10;
    if (dice < 5) {
      const std::int64_t due = now + static_cast<std::int64_t>(random.next() % 50);
      const auto rank = static_cast<Rank>(random.next() % 5);
      model.push_back({Row{due, static_cast<int>(rank), step, step}, set.schedule(at(due), rank, 0, step)});
    } else if (dice < 7 && !model.empty()) {
      const std::size_t victim = random.next() % model.size();
      set.cancel(model[victim].ticket);
      model.erase(model.begin() + static_cast<std::ptrdiff_t>(victim));
    } else if (!model.empty()) {
      const auto first =
          std::min_element(model.begin(), model.end(), [](const Known& a, const Known& b) { return a.row < b.row; });
      const Event event = set.pop();
      ASSERT_EQ(event.subject, std::get<3>(first->row));
      now = event.due.ns();
      model.erase(first);
    }
    ASSERT_EQ(set.size(), model.size());
  }
}

TEST(EventSet, AgreesWithASortedListOverRandomHistories) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) compareWithSortedList(EventSet(), seed);
}

TEST(EventSet, KeepsTheOrderWhenInsertionNumbersRunOut) {
  compareWithSortedList(EventSet(EventSet::kLastSequence - 3000), 9);
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
