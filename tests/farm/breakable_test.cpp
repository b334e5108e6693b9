// What can be out of order, and what becomes of its planned events when it is renamed or goes.
#include "engine/farm/breakable.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/farm/rename.h"

namespace headroom::farm {
namespace {

using ::testing::ElementsAre;

std::vector<std::string> nodesOf(const std::vector<PlannedEvent>& events) {
  std::vector<std::string> nodes;
  for (const PlannedEvent& event : events) nodes.push_back(event.node);
  return nodes;
}

/// One of everything that breaks, and an event for each.
Farm breaking() {
  Farm farm;
  Server& server = farm.servers.emplace_back();
  server.name = "FE1";
  server.failureDomain = "rack 1";
  Database& database = farm.databases.emplace_back();
  database.name = "DB";
  database.cache = Cache{0.5, {}};
  database.readInstances = 2;
  farm.links.emplace_back().name = "WAN";
  farm.failureDomains.emplace_back().name = "rack 1";
  farm.zones.emplace_back().name = "Global";
  for (const std::string& name : breakableNames(farm)) farm.events.push_back({Duration(), name});
  return farm;
}

TEST(Breakable, IsEverythingAnEventMayName) {
  EXPECT_THAT(breakableNames(breaking()),
              ElementsAre("Global balancer", "FE1", "DB", "WAN", "rack 1", "DB cache", "DB reads", "Global"));
}

TEST(Breakable, EventsFollowARenaming) {
  Farm farm = breaking();
  renameNode(farm, "DB", "SQL");
  renameLink(farm, "WAN", "Line");
  renameFailureDomain(farm, "rack 1", "rack A");
  EXPECT_EQ(farm.servers[0].failureDomain, "rack A");
  EXPECT_EQ(nodesOf(farm.events), breakableNames(farm));
}

TEST(Breakable, EventsOfWhatIsGoneGoToo) {
  const Farm before = breaking();
  Farm after = before;
  after.databases[0].cache.reset();
  after.databases[0].readInstances = 0;
  after.links.clear();
  after.failureDomains.clear();
  forgetLost(before, after);
  EXPECT_THAT(nodesOf(after.events), ElementsAre("Global balancer", "FE1", "DB", "Global"));
}

TEST(Breakable, AnEventThatNeverNamedAnythingIsLeftToItsAuthor) {
  Farm before = breaking();
  before.events = {{Duration(), "FE9"}};
  Farm after = before;
  after.links.clear();
  forgetLost(before, after);
  EXPECT_THAT(nodesOf(after.events), ElementsAre("FE9"));
}

}  // namespace
}  // namespace headroom::farm
