#include "engine/routing/pool/check_schedule.h"

#include <gmock/gmock.h>

#include "tests/routing/pool_fixture.h"

namespace headroom::routing {
namespace {

using testing::ElementsAre;
using Due = CheckSchedule::Due;

Instant at(double seconds) {
  return Instant::at(Duration::seconds(seconds));
}

class CheckScheduleTest : public PoolTest {
 protected:
  CheckScheduleTest() {
    spec_.policy.servers = plainServers(4);
    check_.interval = Duration::wholeSeconds(2);
  }
  void begin() {
    spec_.check = check_;
    open();
    schedule_.emplace(check_, *pool_, now_);
  }
  /// Probes server 0 at its due moment; the probe takes no time.
  void probe(bool passed) {
    now_ = schedule_->due(0);
    schedule_->begin(0, now_);
    schedule_->end(0, passed, now_, *pool_);
  }

  CheckSpec check_;
  std::optional<CheckSchedule> schedule_;
};

TEST_F(CheckScheduleTest, TheFirstChecksAreSpreadOverOneInterval) {
  begin();
  std::vector<Due> due;
  for (int i = 0; i < 4; ++i) {
    due.push_back(*schedule_->next());
    schedule_->begin(due.back().server, due.back().at);
  }
  EXPECT_THAT(due, ElementsAre(Due{0, at(0)}, Due{1, at(0.5)}, Due{2, at(1)}, Due{3, at(1.5)}));
  EXPECT_EQ(schedule_->next(), std::nullopt) << "all are being probed";
}

TEST_F(CheckScheduleTest, TheIntervalCountsFromTheEndOfTheProbe) {
  begin();
  EXPECT_EQ(schedule_->begin(0, at(0)), at(2)) << "without a timeout a probe may take one interval";
  schedule_->end(0, true, at(0.75), *pool_);
  EXPECT_EQ(schedule_->due(0), at(2.75));
}

TEST_F(CheckScheduleTest, AProbeHasItsOwnTimeout) {
  check_.timeout = Duration::milliseconds(500);
  begin();
  EXPECT_EQ(schedule_->begin(0, at(1)), at(1.5));
}

TEST_F(CheckScheduleTest, TheStateOfTheServerChoosesTheInterval) {
  check_.fastInterval = Duration::milliseconds(250);
  check_.downInterval = Duration::wholeSeconds(10);
  begin();
  EXPECT_EQ(schedule_->due(3), at(0.1875)) << "untested servers are checked at the fast interval";
  probe(true);
  EXPECT_EQ(schedule_->due(0), at(2)) << "full health";
  probe(false);
  EXPECT_EQ(schedule_->due(0), at(2.25)) << "on its way down";
  probe(false);
  probe(false);
  EXPECT_EQ(pool_->stateText(0), "DOWN");
  EXPECT_EQ(schedule_->due(0), now_ + check_.downInterval);
  probe(true);
  EXPECT_EQ(pool_->stateText(0), "DOWN 1/2");
  EXPECT_EQ(schedule_->due(0), now_ + check_.fastInterval) << "on its way up";
}

TEST_F(CheckScheduleTest, AServerIsOutAfterFallFailedChecksAndBackAfterRise) {
  begin();
  probe(true);
  int failures = 0;
  while (pool_->usable(0)) probe(false), ++failures;
  EXPECT_EQ(failures, 3);
  EXPECT_EQ(now_, at(6));
  int passes = 0;
  while (!pool_->usable(0)) probe(true), ++passes;
  EXPECT_EQ(passes, 2);
  EXPECT_EQ(now_, at(10));
}

TEST_F(CheckScheduleTest, ErrorsInTheTrafficBringTheNextCheckForward) {
  check_.fastInterval = Duration::milliseconds(250);
  begin();
  probe(true);
  schedule_->hasten(0, at(0.5));
  EXPECT_EQ(schedule_->due(0), at(0.75));
  schedule_->hasten(0, at(0.6));
  EXPECT_EQ(schedule_->due(0), at(0.75)) << "never later than planned";
  schedule_->begin(0, at(0.75));
  schedule_->hasten(0, at(0.76));
  EXPECT_EQ(schedule_->due(0), Instant::never()) << "it is being looked at already";
}

TEST_F(CheckScheduleTest, WithoutAFastIntervalNothingIsBroughtForward) {
  begin();
  probe(true);
  schedule_->hasten(0, at(0.5));
  EXPECT_EQ(schedule_->due(0), at(2));
}

TEST_F(CheckScheduleTest, HugeIntervalsDoNotOverflow) {
  check_.interval = Duration::max() / 2;
  spec_.policy.servers = plainServers(50);
  begin();
  for (ServerIndex i = 1; i < 50; ++i) EXPECT_GT(schedule_->due(i), schedule_->due(i - 1));
  EXPECT_LT(schedule_->due(49), Instant::at(check_.interval));
}

TEST_F(CheckScheduleTest, OtherProductsTrustANewServer) {
  spec_.policy.product = "envoy";
  spec_.policy.algorithm = "round_robin";
  begin();
  probe(false);
  EXPECT_EQ(pool_->stateText(0), "UP 2/3") << "HAProxy would take it out on its first failure";
}

TEST_F(CheckScheduleTest, BadSpecificationsAreRefused) {
  check_.interval = Duration();
  check_.fastInterval = check_.timeout = Duration::nanoseconds(-1);
  spec_.check = check_;
  EXPECT_EQ(problems().size(), 3u);
}

}  // namespace
}  // namespace headroom::routing
