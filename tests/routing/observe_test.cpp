// HAProxy's `observe`: what traffic says about a server.
#include <gmock/gmock.h>

#include "tests/routing/pool_fixture.h"

namespace headroom::routing {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Layer = ObserveSpec::Layer;
using OnError = ObserveSpec::OnError;

class Observe : public PoolTest {
 protected:
  Observe() {
    spec_.policy.algorithm = "first";
    spec_.check = CheckSpec{};
    spec_.retries = 0;
    spec_.observe = ObserveSpec{Layer::Answer, 3, OnError::MarkDown};
  }
  /// Passed checks, so that the counter has something to lose.
  void openHealthy() {
    open();
    for (ServerIndex i = 0; i < pool_->servers().size(); ++i) pool_->checked(i, true, now_);
  }
  void refuse() { refused(arrive().request); }
};

TEST_F(Observe, ByAnswersErrorsInARowTakeTheServerOut) {
  openHealthy();
  served(500);
  served(503);
  EXPECT_EQ(pool_->stateText(0), "UP");
  EXPECT_THAT(pool_->hastened(), IsEmpty());
  served(502);
  EXPECT_EQ(pool_->stateText(0), "DOWN");
  EXPECT_THAT(pool_->hastened(), ElementsAre(0u));
  EXPECT_EQ(served(), 1u);
  pool_->checked(0, true, now_);
  pool_->checked(0, true, now_);
  EXPECT_EQ(served(), 0u) << "active checks bring it back";
}

TEST_F(Observe, AGoodAnswerEndsTheRow) {
  openHealthy();
  for (int i = 0; i < 5; ++i) {
    served(500);
    served(500);
    served(404);
  }
  EXPECT_EQ(pool_->stateText(0), "UP");
}

TEST_F(Observe, StatusesThatTheClientProvokesAreNoErrors) {
  openHealthy();
  for (const int status : {501, 505, 501, 505, 404, 499}) served(status);
  EXPECT_EQ(pool_->stateText(0), "UP");
}

TEST_F(Observe, RefusedConnectionsAndMissingAnswersCountToo) {
  openHealthy();
  refuse();
  pool_->failed(arrive().request, Failure::NoAnswer, {}, now_, random_);
  EXPECT_EQ(pool_->stateText(0), "UP");
  refuse();
  EXPECT_EQ(pool_->stateText(0), "DOWN");
}

TEST_F(Observe, ByConnectionsOnlyRefusedOnesCount) {
  spec_.observe->layer = Layer::Connection;
  openHealthy();
  for (int i = 0; i < 10; ++i) served(500);
  refuse();
  refuse();
  served(500);  // the connection was accepted
  refuse();
  EXPECT_EQ(pool_->stateText(0), "UP");
  refuse();
  refuse();
  EXPECT_EQ(pool_->stateText(0), "DOWN");
}

TEST_F(Observe, AFailedCheckIsOneOfSeveral) {
  spec_.observe->onError = OnError::FailCheck;
  openHealthy();
  for (int i = 0; i < 3; ++i) served(500);
  EXPECT_EQ(pool_->stateText(0), "UP 2/3");
  for (int i = 0; i < 3; ++i) served(500);
  EXPECT_EQ(pool_->stateText(0), "UP 1/3");
  for (int i = 0; i < 3; ++i) served(500);
  EXPECT_EQ(pool_->stateText(0), "DOWN");
}

TEST_F(Observe, SuddenDeathLeavesOneMoreFailure) {
  spec_.observe->onError = OnError::SuddenDeath;
  openHealthy();
  for (int i = 0; i < 3; ++i) served(500);
  EXPECT_EQ(pool_->stateText(0), "UP 1/3");
  pool_->checked(0, false, now_);
  EXPECT_EQ(pool_->stateText(0), "DOWN");
}

TEST_F(Observe, FastIntervalOnlyAsksForACheck) {
  spec_.observe->onError = OnError::FastInterval;
  openHealthy();
  for (int i = 0; i < 3; ++i) served(500);
  EXPECT_THAT(pool_->hastened(), ElementsAre(0u));
  EXPECT_EQ(pool_->stateText(0), "UP");
  served(500);
  EXPECT_THAT(pool_->hastened(), IsEmpty()) << "the row begins anew";
}

TEST_F(Observe, ARequestThatTheLastErrorConcernsIsPlacedElsewhere) {
  spec_.retries = 3;
  spec_.redispatch = 3;
  spec_.policy.algorithm = "leastconn";
  spec_.observe->errorLimit = 1;
  openHealthy();
  const auto a = arrive();
  EXPECT_NE(refused(a.request).server, a.server) << "its server is down, so it need not wait for the third retry";
}

TEST_F(Observe, WhoWaitsForTheServerIsBounced) {
  spec_.cookie = CookieSpec{"SRV"};
  spec_.redispatch = 0;
  spec_.policy.servers[0].cookie = "A";
  spec_.policy.servers[0].maxConnections = 1;
  spec_.observe->errorLimit = 1;
  openHealthy();
  const Header cookie[] = {{"Cookie", "SRV=A"}};
  RequestKey key;
  key.headers = cookie;
  const auto a = arrive(key), b = arrive(key);
  pool_->finished(a.request, now_, 500);
  EXPECT_THAT(pool_->bounced(), ElementsAre(b.request));
  EXPECT_EQ(pool_->again(b.request, key, now_, random_).server, 1u);
}

TEST_F(Observe, ExplainSaysHowFarDownTheServerIs) {
  openHealthy();
  EXPECT_EQ(candidate(0), "in play");
  pool_->checked(0, false, now_);
  EXPECT_EQ(candidate(0), "in play, up 2/3");
  for (int i = 0; i < 3; ++i) served(500);
  EXPECT_EQ(candidate(0), "down");
  pool_->checked(0, true, now_);
  EXPECT_EQ(candidate(0), "down 1/2");
  pool_->setState(1, AdminState::Maintenance, now_);
  EXPECT_EQ(candidate(1), "maintenance");
}

TEST_F(Observe, NeedsActiveChecksAndALimit) {
  spec_.check.reset();
  spec_.observe->errorLimit = 0;
  EXPECT_THAT(problems(), ElementsAre(HasSubstr("error-limit"), HasSubstr("observe needs active checks")));
}

}  // namespace
}  // namespace headroom::routing
