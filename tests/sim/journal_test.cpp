#include "engine/sim/journal.h"

#include <gtest/gtest.h>

#include "tests/sim/farms.h"
#include "tests/sim/matchers.h"

namespace headroom::sim {
namespace {

using namespace testing;  // NOLINT

std::vector<JournalEvent> journalOf(const farm::Farm& farm, const RunOptions& options, std::uint64_t from = 1,
                                    std::uint64_t most = 1'000'000) {
  std::vector<JournalEvent> events;
  const headroom::Outcome told =
      tellJournal(farm, options, from, most, [&](const JournalEvent& event) { events.push_back(event); });
  EXPECT_TRUE(told.ok());
  return events;
}

TEST(Journal, TellsArrivalsAndServicesInOrder) {
  const auto events = journalOf(singleStation(100, fixed(1), 1), options(10, 1));
  std::size_t pages = 0, served = 0;
  for (std::size_t i = 0; i < events.size(); ++i) {
    EXPECT_EQ(events[i].number, i + 1);
    EXPECT_GE(events[i].at, events[i > 0 ? i - 1 : 0].at);
    pages += events[i].kind == "page" ? 1 : 0;
    served += events[i].kind == "served" ? 1 : 0;
  }
  EXPECT_NEAR(static_cast<double>(pages), 100 * events.back().at.toSeconds(), 150);
  EXPECT_LE(pages - served, 5U) << "a page takes 1 ms";
  EXPECT_EQ(events.back().kind, "end");
}

TEST(Journal, BeginsWhereItIsToldTo) {
  const farm::Farm farm = intranetZone();
  const RunOptions o = options(2, 1);
  const auto all = journalOf(farm, o);
  const auto some = journalOf(farm, o, 1000, 10);
  ASSERT_EQ(some.size(), 10U);
  for (std::size_t i = 0; i < some.size(); ++i) {
    EXPECT_EQ(some[i].number, 1000 + i);
    EXPECT_EQ(some[i].kind, all[999 + i].kind);
    EXPECT_EQ(some[i].fingerprint, all[999 + i].fingerprint);
  }
}

TEST(Journal, ShowsWhereTwoRunsPart) {
  const farm::Farm plain = singleStation(100, fixed(1), 2);
  farm::Farm failing = plain;
  failing.events.resize(1);
  failing.events[0].at = Duration::wholeSeconds(1);
  failing.events[0].node = "FE1";
  const auto a = journalOf(plain, options(2, 1)), b = journalOf(failing, options(2, 1));
  std::size_t first = 0;
  while (a[first].fingerprint == b[first].fingerprint) ++first;
  EXPECT_EQ(b[first].kind, "planned");
  for (std::size_t i = 0; i < first; ++i) EXPECT_EQ(a[i].at, b[i].at);
}

}  // namespace
}  // namespace headroom::sim
