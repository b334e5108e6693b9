#include "engine/routing/pool/stick_table.h"

#include <gtest/gtest.h>

#include <list>

#include "tests/routing/support.h"

namespace headroom::routing {
namespace {

IpAddress address(std::uint32_t n) {
  IpAddress a;
  a.size = 4;
  for (std::size_t i = 0; i < 4; ++i) a.bytes[i] = static_cast<std::uint8_t>(n >> (24 - 8 * i));
  return a;
}

TEST(StickTable, DropsTheEntryUnusedForLongestWhenFull) {
  StickTable table(3, Duration());
  for (std::uint8_t i = 1; i <= 3; ++i) table.store(address(i), i, Instant());
  EXPECT_EQ(table.find(address(1), Instant()), 1u);
  table.store(address(4), 4, Instant());
  EXPECT_EQ(table.find(address(2), Instant()), std::nullopt);
  EXPECT_EQ(table.find(address(1), Instant()), 1u);
  EXPECT_EQ(table.size(), 3u);
}

TEST(StickTable, LargeTablesMakeRoomForSeveralAtOnce) {
  StickTable table(512, Duration());
  for (std::uint32_t n = 0; n < 512; ++n) table.store(address(n), n % 7, Instant());
  table.store(address(1000), 1, Instant());
  EXPECT_EQ(table.size(), 510u) << "512 / 256 + 1 entries made room for one";
  for (std::uint32_t n = 0; n < 3; ++n) EXPECT_EQ(table.find(address(n), Instant()), std::nullopt) << n;
  EXPECT_EQ(table.find(address(3), Instant()), 3u);
}

TEST(StickTable, LookingWithoutUsingRenewsNothing) {
  StickTable table(2, Duration::wholeSeconds(10));
  const auto at = [](std::int64_t s) { return Instant::at(Duration::wholeSeconds(s)); };
  table.store(address(1), 1, at(0));
  table.store(address(2), 2, at(1));
  EXPECT_EQ(table.peek(address(1), at(9)), 1u);
  EXPECT_EQ(table.peek(address(1), at(10)), std::nullopt) << "expired";
  table.store(address(3), 3, at(2));
  EXPECT_EQ(table.peek(address(1), at(2)), std::nullopt) << "looked at, but still the oldest";
  EXPECT_EQ(table.peek(address(2), at(2)), 2u);
}

/// Against the plainest table there is: a list in order of use.
TEST(StickTable, AgreesWithAListOverManyRandomSteps) {
  const Duration expiry = Duration::wholeSeconds(5);
  StickTable table(20, expiry);
  struct Row {
    std::uint32_t client;
    ServerIndex server;
    Instant expires;
  };
  std::list<Row> model;
  SeededRandom dice(5);
  Instant now;
  for (int step = 0; step < 50'000; ++step) {
    now = now + Duration::milliseconds(static_cast<std::int64_t>(dice.next() % 300));
    const auto client = static_cast<std::uint32_t>(dice.next() % 40);
    while (!model.empty() && model.front().expires <= now) model.pop_front();
    auto row = model.begin();
    while (row != model.end() && row->client != client) ++row;
    if (dice.next() % 2 == 0) {
      const auto server = static_cast<ServerIndex>(dice.next() % 9);
      table.store(address(client), server, now);
      if (row != model.end()) {
        model.erase(row);
      } else if (model.size() == 20) {
        model.pop_front();
      }
      model.push_back({client, server, now + expiry});
    } else {
      const auto found = table.find(address(client), now);
      ASSERT_EQ(found.has_value(), row != model.end()) << "step " << step;
      if (!found) continue;
      ASSERT_EQ(*found, row->server);
      model.push_back({client, row->server, now + expiry});
      model.erase(row);
    }
    ASSERT_EQ(table.size(), model.size()) << "step " << step;
  }
}

}  // namespace
}  // namespace headroom::routing
