// What databases have besides a machine, as files say it.
#include <gmock/gmock.h>

#include "tests/farm_file/farms.h"

namespace headroom::farm_file {
namespace {

using testing::HasSubstr;

std::string with(const std::string& database, const std::string& work) {
  return "version: 1\nzone { name: \"Z\" }\ndatabase {\n  name: \"DB\"\n  " + database +
         "\n}\napplication {\n  name: \"A\"\n  zone: \"Z\"\n  work { database_transactions: 1 " + work + " }\n}\n";
}

std::string warningsOf(const std::string& text) {
  const auto loaded = readText(text);
  std::string all = complaints(loaded);
  if (!loaded) return all;
  for (const Diagnostic& warning : loaded->warnings) all += format(warning) + "\n";
  return all;
}

TEST(Databases, KeepLocksCacheReadsAndFailover) {
  const farm::Farm farm = farmFrom(with(
      "instances: 2 read_instances: 3 failover: \"20s\" lock { name: \"stock\" } lock { name: \"ledger\" holders: 2 } "
      "cache { hit_ratio: \"85%\" access: \"fixed(500us)\" }",
      "database_writes: \"20%\" database_write_demand: \"9ms\" lock: \"ledger\""));
  const farm::Database& database = farm.databases[0];
  EXPECT_EQ(database.readInstances, 3);
  EXPECT_EQ(database.failover, Duration::wholeSeconds(20));
  ASSERT_EQ(database.locks.size(), 2U);
  EXPECT_EQ(database.locks[0].holders, 1);
  EXPECT_EQ(database.locks[1].name, "ledger");
  EXPECT_EQ(database.cache->hitRatio, 0.85);
  EXPECT_EQ(database.cache->access, (Law{Law::Kind::Fixed, Duration::microseconds(500), 0}));
  const farm::Work& work = farm.applications[0].work;
  EXPECT_EQ(work.databaseWrites, 0.2);
  EXPECT_EQ(*work.databaseWriteDemand, (Law{Law::Kind::Exponential, Duration::milliseconds(9), 0}));
  EXPECT_EQ(work.lock, "ledger");
}

TEST(Databases, RefuseSharesThatAreNone) {
  EXPECT_THAT(complaintsOf(with("cache { hit_ratio: \"120%\" }", "")), HasSubstr("a.farm:5:22: error: "));
  EXPECT_THAT(complaintsOf(with("cache { hit_ratio: \"-1\" }", "")), HasSubstr("a.farm:5:22: error: "));
  EXPECT_THAT(complaintsOf(with("cache { }", "")), HasSubstr("hit_ratio"));
  EXPECT_THAT(complaintsOf(with("", "database_writes: \"1.5\"")), HasSubstr("database_writes of application A is 1.5"));
  EXPECT_THAT(complaintsOf(with("", "database_writes: \"nan\"")), HasSubstr("a.farm:10:"));
}

TEST(Databases, KnowTheLocksThatAreTaken) {
  EXPECT_THAT(complaintsOf(with("lock { name: \"stock\" }", "lock: \"stok\"")),
              HasSubstr("a.farm:10:41: error: application A names the lock class of database DB 'stok', which does not "
                        "exist; did you mean 'stock'?"));
  EXPECT_THAT(complaintsOf(with("lock { name: \"stock\" } lock { name: \"stock\" }", "")),
              HasSubstr("lock classes of one database have different names"));
  EXPECT_THAT(complaintsOf(with("lock { name: \"stock\" holders: 0 }", "")),
              HasSubstr("holders of lock class stock is 0"));
  EXPECT_THAT(complaintsOf(with("lock { }", "")), HasSubstr("a lock class without a name has an empty name"));
  EXPECT_THAT(complaintsOf("version: 1\nzone { name: \"Z\" }\n"
                           "application { name: \"A\" zone: \"Z\" work { lock: \"stock\" } }\n"),
              HasSubstr("application A takes the lock 'stock', but has no database"));
}

TEST(Databases, CheckTheLocksOfCallsAndBackgroundWorkToo) {
  const std::string farm = with("lock { name: \"stock\" }", "");
  EXPECT_THAT(
      complaintsOf(farm + "reference { consumer: \"A\" producer: \"A\" synchronous: false work { lock: \"x\" } }"),
      HasSubstr("the reference A -> A names the lock class of database DB 'x'"));
  EXPECT_THAT(complaintsOf(farm + "background { name: \"W\" application: \"A\" rate: \"1/s\" work { lock: \"x\" } }"),
              HasSubstr("background work W names the lock class of database DB 'x'"));
}

TEST(Databases, SayWhatHasNoEffect) {
  EXPECT_THAT(warningsOf(with("failover: \"20s\"", "")),
              HasSubstr("a.farm:5:13: warning: nothing takes over from database DB, which is a single machine; "));
  EXPECT_EQ(warningsOf(with("failover: \"20s\" instances: 2", "")), "");
  EXPECT_THAT(warningsOf(with("cache { hit_ratio: \"90%\" }", "")),
              HasSubstr("no transaction on database DB reads, so that its cache has nothing to do"));
  EXPECT_THAT(warningsOf(with("read_instances: 1", "")), HasSubstr("its read instances have nothing to do"));
  EXPECT_EQ(warningsOf(with("read_instances: 1", "database_writes: \"0.9\"")), "");
}

TEST(Databases, LetEventsNameTheirCache) {
  const std::string events = "event { at: \"1min\" node: \"DB cache\" }\n";
  EXPECT_EQ(warningsOf(with("cache { hit_ratio: \"90%\" }", "database_writes: \"0\"") + events), "");
  EXPECT_THAT(complaintsOf(with("", "") + events), HasSubstr("'DB cache', which does not exist"));
  EXPECT_THAT(
      complaintsOf(with("cache { hit_ratio: \"90%\" }", "database_writes: \"0\"") + "server { name: \"DB cache\" }\n"),
      HasSubstr("an event must be able to tell the cache from the nodes"));
}

}  // namespace
}  // namespace headroom::farm_file
