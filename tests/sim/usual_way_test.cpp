// Requests of the usual kind go through fewer questions than others. What becomes of them must be the same.
#include <gtest/gtest.h>

#include "tests/sim/farms.h"
#include "tests/sim/matchers.h"

namespace headroom::sim {
namespace {

using namespace testing;  // NOLINT

/// Draws, paths and times without a trace of why a request went the long way.
void expectTheSameLife(const farm::Farm& a, const farm::Farm& b, const RunOptions& options) {
  const auto one = simulate(a, options).fingerprintParts, other = simulate(b, options).fingerprintParts;
  EXPECT_EQ(one.draws, other.draws);
  EXPECT_EQ(one.paths, other.paths);
  EXPECT_EQ(one.times, other.times);
}

TEST(UsualWay, ServersThatNeverShedServeAsThoseThatCannot) {
  farm::Farm watchful = intranetZone();
  for (farm::Server& server : watchful.servers) server.shedding = farm::Shedding{1.0, Duration::wholeSeconds(1)};
  expectTheSameLife(intranetZone(), watchful, options(20, 2));
}

TEST(UsualWay, UsersWhoWouldRepeatAreServedAsThoseWhoWouldNot) {
  farm::Farm stubborn = intranetZone();
  for (farm::Users& users : stubborn.users) users.retry = farm::Retry{};
  expectTheSameLife(intranetZone(), stubborn, options(20, 2));
}

TEST(UsualWay, PatientUsersAreServedAsThoseWhoseTimeNeverComes) {
  farm::Farm impatient = intranetZone();
  for (farm::Users& users : impatient.users) users.timeout = Duration::wholeSeconds(3600);
  expectTheSameLife(intranetZone(), impatient, options(20, 2));
}

TEST(UsualWay, PoolsThatCouldGrowServeAsThoseThatCannot) {
  farm::Farm settled = singleStation(70, exponential(10), 1);
  settled.servers[0].pools[0].workers = 200;
  farm::Farm growing = settled;
  growing.servers[0].pools[0].threads = farm::Pool::Threads::TuningPage;
  growing.servers[0].pools[0].workers = 400;
  growing.servers[0].pools[0].initialWorkers = 200;
  expectTheSameLife(settled, growing, options(30, 2));
}

TEST(UsualWay, TheLastWorkerIsTakenAsTheOthers) {
  // One worker for one core: whoever comes while it works waits for it instead of waiting for the core.
  farm::Farm atPool = singleStation(70, exponential(10), 1), atCore = atPool;
  atPool.servers[0].pools[0].workers = 1;
  const auto pool = simulate(atPool, options(30, 2)), core = simulate(atCore, options(30, 2));
  EXPECT_EQ(pool.zones[0].response.mean.mean, core.zones[0].response.mean.mean);
  EXPECT_EQ(pool.totals.completed, core.totals.completed);
}

}  // namespace
}  // namespace headroom::sim
