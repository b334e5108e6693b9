// Slow start of the products that raise the weight in a straight line: Envoy, AWS, F5, ARR, nginx's commercial version.
#include <gmock/gmock.h>

#include <map>

#include "tests/routing/pool_fixture.h"

namespace headroom::routing {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class PoolSlowStart : public PoolTest {
 protected:
  PoolSlowStart() {
    spec_.policy.product = "envoy";
    spec_.policy.algorithm = "round_robin";
    for (ServerSpec& s : spec_.policy.servers) s.slowStart = Duration::wholeSeconds(60);
  }
  /// Server 0 is away and comes back.
  void comeBack() {
    pool_->setState(0, AdminState::Maintenance, now_);
    later(100);
    pool_->setState(0, AdminState::Ready, now_);
  }
  double shareOfFirst(int requests = 1000) {
    int first = 0;
    for (int i = 0; i < requests; ++i) first += served() == 0 ? 1 : 0;
    return static_cast<double>(first) / requests;
  }
};

TEST_F(PoolSlowStart, NothingIsSlowAtTheStart) {
  open();
  EXPECT_DOUBLE_EQ(shareOfFirst(), 0.5);
}

TEST_F(PoolSlowStart, TheShareGrowsInAStraightLine) {
  open();
  comeBack();
  for (const int tenths : {1, 3, 5, 8, 10}) {
    const Instant back = now_;
    later(6 * tenths);
    const double weight = tenths / 10.0;
    EXPECT_NEAR(shareOfFirst(), weight / (1 + weight), 0.015) << tenths;
    now_ = back;
    comeBack();
  }
}

TEST_F(PoolSlowStart, ItBeginsWithATenth) {
  open();
  comeBack();
  EXPECT_NEAR(shareOfFirst(), 0.1 / 1.1, 0.01);
  EXPECT_THAT(candidate(0), HasSubstr("warming up: 10 % of its weight"));
  later(30);
  EXPECT_THAT(candidate(0), HasSubstr("warming up: 50 % of its weight")) << "explained as of now, not of the last call";
  later(30);
  EXPECT_EQ(candidate(0), "in play");
}

TEST_F(PoolSlowStart, DrainIsNoAbsence) {
  open();
  pool_->setState(0, AdminState::Drain, now_);
  later(10);
  pool_->setState(0, AdminState::Ready, now_);
  EXPECT_DOUBLE_EQ(shareOfFirst(), 0.5);
}

TEST_F(PoolSlowStart, AFailedCheckAndAnEjectionAre) {
  spec_.fall = spec_.rise = 1;
  open();
  pool_->checked(0, false, now_);
  pool_->checked(0, true, now_);
  EXPECT_LT(shareOfFirst(), 0.2);
}

TEST_F(PoolSlowStart, TurnsStayAsTheyAreWithoutWarmServers) {
  spec_.policy.servers = plainServers(3);
  spec_.policy.servers[0].weight = 5;
  open();
  std::vector<ServerIndex> plain;
  for (int i = 0; i < 14; ++i) plain.push_back(served());
  spec_.policy.servers[2].slowStart = Duration::wholeSeconds(10);
  open();
  std::vector<ServerIndex> scaled;
  for (int i = 0; i < 14; ++i) scaled.push_back(served());
  EXPECT_EQ(scaled, plain) << "weights are multiplied inside; that must not show";
}

TEST_F(PoolSlowStart, WeightsCanChangeMeanwhile) {
  for (ServerSpec& s : spec_.policy.servers) s.weight = 10;
  open();
  comeBack();
  later(30);
  ASSERT_TRUE(pool_->setWeight(0, 5, now_).ok());
  EXPECT_NEAR(shareOfFirst(), 2.5 / 12.5, 0.02);
  later(30);
  EXPECT_NEAR(shareOfFirst(), 5.0 / 15.0, 0.02);
  EXPECT_THAT(pool_->setWeight(0, 11, now_).problems().front().remedy, HasSubstr("stay at 10 or below"));
}

TEST_F(PoolSlowStart, LeastRequestTakesPartToo) {
  spec_.policy.algorithm = "least_request";
  open();
  comeBack();
  EXPECT_LT(shareOfFirst(), 0.15);
  later(60);
  EXPECT_NEAR(shareOfFirst(), 0.5, 0.05);
}

TEST_F(PoolSlowStart, HashesKnowNone) {
  spec_.policy.algorithm = "maglev";
  spec_.policy.options.key = "uri";
  EXPECT_THAT(problems(), ElementsAre("envoy 'maglev' knows no slow start"));
  spec_.policy.product = "nginx";
  spec_.policy.algorithm = "ip_hash";
  EXPECT_THAT(problems(), ElementsAre("nginx 'ip_hash' knows no slow start"));
}

}  // namespace
}  // namespace headroom::routing
