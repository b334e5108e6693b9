// Envoy's circuit breakers: requests on all servers at once, and retries.
#include <gmock/gmock.h>

#include "tests/routing/pool_fixture.h"

namespace headroom::routing {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class RequestLimits : public PoolTest {
 protected:
  RequestLimits() {
    spec_.policy.product = "envoy";
    spec_.policy.algorithm = "round_robin";
    spec_.retries = 2;
    spec_.redispatch = 1;
    spec_.retryPause = {};
  }
};

TEST_F(RequestLimits, OneRequestTooManyIsRefusedAtOnce) {
  spec_.maxRequests = 3;
  open();
  const RequestId first = arrive().request;
  arrive();
  EXPECT_EQ(arrive().kind, Placement::Kind::Assigned);
  const Placement p = arrive();
  EXPECT_EQ(p.kind, Placement::Kind::Refused);
  EXPECT_EQ(p.reason, Placement::Reason::Limited);
  EXPECT_EQ(p.status, 503);
  pool_->finished(first, now_);
  EXPECT_EQ(arrive().kind, Placement::Kind::Assigned) << "there is room again";
}

TEST_F(RequestLimits, TheAbandonedDoNotCount) {
  spec_.maxRequests = 1;
  open();
  for (int i = 0; i < 3; ++i) {
    const Placement p = arrive();
    ASSERT_EQ(p.kind, Placement::Kind::Assigned);
    pool_->abandoned(p.request, now_);
  }
}

// Envoy has chosen the server before it asks the limit.
TEST_F(RequestLimits, TheRefusedTakeTheirTurn) {
  spec_.maxRequests = 1;
  open();
  const Placement p = arrive();
  EXPECT_EQ(arrive().kind, Placement::Kind::Refused);
  pool_->finished(p.request, now_);
  EXPECT_EQ(arrive().server, p.server);
}

TEST_F(RequestLimits, OneRetryTooManyIsNotMade) {
  spec_.maxRetries = 1;
  open();
  const RequestId first = arrive().request;
  const RequestId second = arrive().request;
  EXPECT_EQ(refused(first).kind, Placement::Kind::Assigned);
  const Placement p = refused(second);
  EXPECT_EQ(p.kind, Placement::Kind::Refused);
  EXPECT_EQ(p.reason, Placement::Reason::Failed);
  pool_->finished(first, now_);
  EXPECT_EQ(refused(arrive().request).kind, Placement::Kind::Assigned) << "the other retry is over";
}

// The retry that has just failed makes room for its own successor, as retries() is let go before it is asked.
TEST_F(RequestLimits, ARetryMayFollowItself) {
  spec_.policy.servers = plainServers(3);  // no server is asked twice
  spec_.maxRetries = 1;
  open();
  const RequestId request = arrive().request;
  EXPECT_EQ(refused(request).kind, Placement::Kind::Assigned);
  EXPECT_EQ(refused(request).kind, Placement::Kind::Assigned);
  EXPECT_EQ(refused(request).kind, Placement::Kind::Refused) << "two retries are all it has";
  EXPECT_EQ(refused(arrive().request).kind, Placement::Kind::Assigned) << "and none is under way any more";
}

TEST_F(RequestLimits, NoRetriesAtAll) {
  spec_.maxRetries = 0;
  open();
  EXPECT_EQ(refused(arrive().request).kind, Placement::Kind::Refused);
}

TEST_F(RequestLimits, WithoutOneThereIsNone) {
  open();
  for (int i = 0; i < 5000; ++i) ASSERT_EQ(arrive().kind, Placement::Kind::Assigned);
}

TEST_F(RequestLimits, AreRefusedWhereTheyMakeNoSense) {
  spec_.maxRequests = -1;
  spec_.maxRetries = -1;
  EXPECT_THAT(problems(), ElementsAre("max_requests is negative", "max_retries is negative"));
  spec_.maxRequests = spec_.maxRetries = 5;
  spec_.policy.product = "nginx";
  spec_.policy.algorithm = "round_robin";
  EXPECT_THAT(problems(), ElementsAre(HasSubstr("nginx algorithms know no max_requests")));
}

}  // namespace
}  // namespace headroom::routing
