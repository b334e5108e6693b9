// Envoy's outlier detection and panic threshold, and AWS load balancers' fail-open.
#include "engine/routing/pool/outliers.h"

#include <gmock/gmock.h>

#include <map>

#include "tests/routing/pool_fixture.h"

namespace headroom::routing {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class Outliers : public PoolTest {
 protected:
  Outliers() {
    spec_.policy.product = "envoy";
    spec_.policy.algorithm = "round_robin";
    spec_.policy.servers = plainServers(10);
    spec_.outliers = OutlierSpec{};
    spec_.retries = 0;
  }
  /// `errors` answers of 503 from this server; the others answer well.
  void ail(ServerIndex server, int errors) {
    while (errors > 0) {
      const Placement p = arrive();
      const bool ails = p.server == server;
      pool_->finished(p.request, now_, ails ? 503 : 200);
      errors -= ails ? 1 : 0;
    }
  }
  std::map<ServerIndex, int> shares(int requests) {
    std::map<ServerIndex, int> counts;
    for (int i = 0; i < requests; ++i) ++counts[served()];
    return counts;
  }
};

TEST_F(Outliers, FiveErrorsInARowEject) {
  open();
  ail(3, 4);
  EXPECT_TRUE(pool_->usable(3));
  ail(3, 1);
  EXPECT_FALSE(pool_->usable(3));
  EXPECT_EQ(shares(90).count(3), 0u);
}

TEST_F(Outliers, AGoodAnswerEndsTheRow) {
  open();
  for (int i = 0; i < 4; ++i) {
    ail(3, 4);
    shares(10);
  }
  EXPECT_TRUE(pool_->usable(3));
}

TEST_F(Outliers, RefusedConnectionsAreErrors) {
  open();
  for (int i = 0; i < 50; ++i) {
    const Placement p = arrive();
    if (p.server == 3) {
      refused(p.request);
    } else {
      pool_->finished(p.request, now_);
    }
  }
  EXPECT_FALSE(pool_->usable(3));
}

TEST_F(Outliers, AnEjectionEndsAtTheNextLookAfterItsTime) {
  open();
  later(4);
  ail(3, 5);
  EXPECT_EQ(pool_->stateText(3), "EJECTED until 40s") << "30 s from second 4 on, looked at every 10 s";
  EXPECT_EQ(candidate(3), "ejected until 40s");
  later(35);
  shares(20);
  EXPECT_FALSE(pool_->usable(3)) << "second 39";
  later(1);
  EXPECT_EQ(candidate(3), "in play") << "explain() knows what time has done since the last call";
  EXPECT_GE(shares(20)[3], 1);
}

TEST_F(Outliers, EachFurtherEjectionTakesLongerAndQuietTimeForgives) {
  open();
  ail(3, 5);
  later(30);
  ail(3, 5);
  EXPECT_EQ(pool_->stateText(3), "EJECTED until 90s") << "twice the base";
  later(60);
  shares(1);
  EXPECT_TRUE(pool_->usable(3));
  later(20);  // two quiet looks take both ejections back
  ail(3, 5);
  EXPECT_EQ(pool_->stateText(3), "EJECTED until 140s") << "once the base again";
}

TEST_F(Outliers, EjectionsAreNotLongerThanTheLongest) {
  spec_.outliers->maxEjection = Duration::wholeSeconds(50);
  open();
  for (int i = 0; i < 6; ++i) {
    ail(3, 5);
    ASSERT_FALSE(pool_->usable(3));
    later(50);
    shares(1);
    ASSERT_TRUE(pool_->usable(3));
  }
}

TEST_F(Outliers, NotMoreThanTheGivenShareIsEjected) {
  spec_.outliers->maxEjectedPercent = 20;
  open();
  for (const ServerIndex s : {1u, 2u, 3u}) ail(s, 5);
  EXPECT_FALSE(pool_->usable(1));
  EXPECT_FALSE(pool_->usable(2));
  EXPECT_TRUE(pool_->usable(3));
}

TEST_F(Outliers, ASmallPoolEjectsNobodyUnlessToldTo) {
  spec_.policy.servers = plainServers(4);
  open();
  ail(1, 20);
  EXPECT_TRUE(pool_->usable(1)) << "one of four is more than 10 %";
  spec_.outliers->alwaysEjectOne = true;
  open();
  ail(1, 5);
  EXPECT_FALSE(pool_->usable(1));
  ail(2, 20);
  EXPECT_TRUE(pool_->usable(2)) << "but only one";
}

TEST_F(Outliers, AServerThatComesBackServesTheQueue) {
  spec_.policy.servers = plainServers(2);
  for (ServerSpec& s : spec_.policy.servers) s.maxConnections = 1;
  spec_.outliers->maxEjectedPercent = 50;
  spec_.outliers->consecutiveErrors = 1;
  open();
  const auto a = arrive(), b = arrive();
  pool_->finished(a.request, now_, 500);
  const auto c = arrive();
  ASSERT_EQ(c.kind, Placement::Kind::Waiting);
  EXPECT_EQ(pool_->nextTick(), now_ + Duration::wholeSeconds(10))
      << "the next look, whether it ends the ejection or not";
  later(30);
  pool_->tick(now_);
  EXPECT_THAT(started(), ElementsAre(std::pair(c.request, a.server)));
  pool_->finished(b.request, now_);
  EXPECT_EQ(pool_->nextTick(), Instant::never()) << "nothing waits";
}

TEST_F(Outliers, NginxsRulesForFailuresStayWithNginx) {
  spec_.outliers.reset();
  open();
  const auto a = arrive();
  refused(a.request);
  EXPECT_EQ(shares(20)[a.server], 2) << "Envoy shares the turns, not max_fails";
}

class Panic : public Outliers {
 protected:
  Panic() {
    spec_.policy.servers = plainServers(4);
    spec_.outliers.reset();
    spec_.check = CheckSpec{};
    spec_.fall = spec_.rise = 1;
    spec_.panicPercent = 50;
  }
  void down(std::initializer_list<ServerIndex> servers) {
    for (const ServerIndex s : servers) pool_->checked(s, false, now_);
  }
};

TEST_F(Panic, BelowTheThresholdEveryHostIsUsed) {
  open();
  down({0, 1});
  EXPECT_FALSE(pool_->panicking()) << "half is not below half";
  EXPECT_EQ(shares(20).size(), 2u);
  down({2});
  EXPECT_TRUE(pool_->panicking());
  for (const auto& [server, count] : shares(20)) EXPECT_EQ(count, 5) << server;
  EXPECT_EQ(candidate(0), "down, used in panic: in play");
  EXPECT_EQ(candidate(3), "in play");
  EXPECT_THAT(pool_->explain({}, now_, random_).rule, HasSubstr("panic: too few healthy servers"));
  pool_->checked(0, true, now_);
  EXPECT_FALSE(pool_->panicking());
  EXPECT_EQ(shares(20).size(), 2u) << "only the healthy ones again";
}

TEST_F(Panic, ServersInMaintenanceDoNotCountAndAreNotUsed) {
  open();
  pool_->setState(3, AdminState::Maintenance, now_);
  down({0});
  EXPECT_FALSE(pool_->panicking()) << "two of three";
  down({1});
  EXPECT_TRUE(pool_->panicking()) << "one of three";
  EXPECT_EQ(shares(30).count(3), 0u);
  pool_->setState(0, AdminState::Maintenance, now_);
  EXPECT_FALSE(pool_->panicking()) << "one of two";
  EXPECT_EQ(shares(30)[2], 30);
}

TEST_F(Panic, AHealthyBackupIsBetterThanPanic) {
  spec_.policy.servers[3].backup = true;
  open();
  down({0, 1, 2});
  EXPECT_FALSE(pool_->panicking());
  EXPECT_EQ(served(), 3u);
  down({3});
  EXPECT_TRUE(pool_->panicking());
  EXPECT_EQ(shares(30).count(3), 0u);
}

TEST_F(Panic, EjectedHostsAreUsedAsWell) {
  spec_.outliers = OutlierSpec{};
  spec_.outliers->maxEjectedPercent = 100;
  open();
  for (const ServerIndex s : {0u, 1u, 2u}) ail(s, 5);
  EXPECT_TRUE(pool_->panicking());
  EXPECT_EQ(shares(40).size(), 4u);
  EXPECT_EQ(candidate(1), "ejected until 30s, used in panic: in play");
}

TEST_F(Panic, FailOpenWaitsUntilNobodyIsHealthy) {
  spec_.panicPercent = 0;
  open();
  down({0, 1, 2});
  EXPECT_EQ(shares(20)[3], 20);
  down({3});
  EXPECT_EQ(shares(20).size(), 4u);
}

TEST_F(Panic, WithoutAThresholdNobodyServes) {
  spec_.panicPercent.reset();
  open();
  down({0, 1, 2, 3});
  EXPECT_EQ(arrive().status, 503);
}

TEST_F(Panic, BadSpecificationsAreToldAtOnce) {
  spec_.panicPercent = 101;
  spec_.outliers = OutlierSpec{0, Duration(), Duration::nanoseconds(-1), Duration(), 101, false};
  EXPECT_EQ(problems().size(), 5u);
}

TEST(OutlierDetector, IsIdleWhenThereIsNothingToDo) {
  OutlierDetector detector(OutlierSpec{1}, 10);
  EXPECT_EQ(detector.nextSweep(), Instant::never());
  EXPECT_TRUE(detector.failed(4, Instant::at(Duration::wholeSeconds(3))));
  EXPECT_FALSE(detector.failed(4, Instant::at(Duration::wholeSeconds(4)))) << "it is out already";
  std::vector<ServerIndex> back;
  while (back.empty()) detector.sweep(back);
  EXPECT_THAT(back, ElementsAre(4u));
  EXPECT_EQ(detector.nextSweep(), Instant::at(Duration::wholeSeconds(50))) << "one quiet look to forget it";
  back.clear();
  detector.sweep(back);
  EXPECT_THAT(back, IsEmpty());
  EXPECT_EQ(detector.nextSweep(), Instant::never());
}

}  // namespace
}  // namespace headroom::routing
