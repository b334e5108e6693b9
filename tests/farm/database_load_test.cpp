#include "engine/farm/database_load.h"

#include <gtest/gtest.h>

namespace headroom::farm {
namespace {

Law milliseconds(int ms) {
  return {Law::Kind::Exponential, Duration::milliseconds(ms), 0};
}

TEST(DatabaseLoad, OfPlainTransactionsIsTheirWork) {
  const DatabaseLoad load = databaseLoadOf(Database{}, Work{milliseconds(1), 2.5, milliseconds(6)});
  EXPECT_EQ(load.seconds, 2.5 * 0.006);
  EXPECT_EQ(load.transactions, 2.5);
  EXPECT_EQ(load.lookUps + load.locked + load.readSeconds + load.lockedSeconds, 0);
}

TEST(DatabaseLoad, GoesWhereReadsAndWritesGo) {
  Database database;
  database.cache = Cache{0.75, {}};
  Work work{milliseconds(1), 10, milliseconds(6)};
  work.databaseWrites = 0.2;
  work.databaseWriteDemand = milliseconds(20);
  work.lock = "stock";
  DatabaseLoad load = databaseLoadOf(database, work, 3);
  EXPECT_DOUBLE_EQ(load.lookUps, 24);
  EXPECT_DOUBLE_EQ(load.transactions, 6 + 6);
  EXPECT_DOUBLE_EQ(load.locked, 6);
  EXPECT_DOUBLE_EQ(load.lockedSeconds, 6 * 0.02);
  EXPECT_DOUBLE_EQ(load.seconds, 6 * 0.02 + 6 * 0.006);
  database.readInstances = 2;
  load = databaseLoadOf(database, work, 3);
  EXPECT_DOUBLE_EQ(load.seconds, 6 * 0.02);
  EXPECT_DOUBLE_EQ(load.readSeconds, 6 * 0.006);
  EXPECT_DOUBLE_EQ(load.all(), 6 * 0.026);
}

TEST(DatabaseLoad, CapacityOfReadInstancesAndLocks) {
  Database database;
  database.cores = 8;
  database.speed = 2;
  database.readInstances = 3;
  EXPECT_EQ(readCapacityOf(database), 48);
  EXPECT_EQ(lockCapacityOf(database, {"stock", 5, {}, {}}), 10);
  EXPECT_EQ(findLock(database, "stock"), nullptr);
}

TEST(DatabaseLoad, WhatIsLostIsNotMentionedAnyMore) {
  Farm farm;
  Database& database = farm.databases.emplace_back();
  database.name = "DB";
  database.locks = {{"stock", 1, {}, {}}};
  database.cache = Cache{0.5, {}};
  farm.applications.resize(2);
  farm.applications[0].name = "A";
  farm.applications[0].work.lock = "stock";
  farm.applications[1].work.lock = "ledger";
  Reference& reference = farm.references.emplace_back();
  reference.producer = "A";
  reference.work = Work{};
  reference.work->lock = "stock";
  forgetLostLocks(farm);
  EXPECT_EQ(farm.applications[0].work.lock, "stock");
  EXPECT_EQ(farm.applications[1].work.lock, "");
  farm.databases[0].locks.clear();
  forgetLostLocks(farm);
  EXPECT_EQ(farm.applications[0].work.lock + farm.references[0].work->lock, "");
}

}  // namespace
}  // namespace headroom::farm
