#include "engine/routing/pool.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/routing/pool_fixture.h"

namespace headroom::routing {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using Kind = Placement::Kind;

TEST_F(PoolTest, WithoutLimitsEverythingIsAssigned) {
  open();
  EXPECT_EQ(arrive().server, 0u);
  EXPECT_EQ(arrive().server, 1u);
  EXPECT_EQ(pool_->open(0), 1u);
}

TEST_F(PoolTest, WhenAllAreFullRequestsWaitAndStartInOrder) {
  for (ServerSpec& s : spec_.policy.servers) s.maxConnections = 1;
  open();
  const auto a = arrive(), b = arrive(), c = arrive(), d = arrive();
  EXPECT_EQ(c.kind, Kind::Waiting);
  EXPECT_EQ(d.kind, Kind::Waiting);
  EXPECT_EQ(pool_->waitingForAny(), 2u);
  pool_->finished(b.request, now_);
  EXPECT_THAT(started(), ElementsAre(std::pair(c.request, 1u)));
  pool_->finished(a.request, now_);
  EXPECT_THAT(started(), ElementsAre(std::pair(d.request, 0u)));
}

TEST_F(PoolTest, AFullServerQueueAnswers503) {
  spec_.policy.servers = plainServers(1);
  spec_.policy.servers[0].maxConnections = 1;
  spec_.policy.servers[0].maxQueue = 1;
  spec_.policy.algorithm = "leastconn";
  open();
  arrive();
  EXPECT_EQ(arrive().kind, Kind::Waiting);
  EXPECT_EQ(pool_->waiting(0), 1u);
  const auto third = arrive();
  EXPECT_EQ(third.kind, Kind::Waiting) << "full for leastconn: it waits for any server";
  EXPECT_EQ(pool_->waitingForAny(), 1u);
}

TEST_F(PoolTest, APersistentRequestIsRefusedWhenItsServersQueueIsFull) {
  spec_.cookie = CookieSpec{"SRV"};
  spec_.policy.servers[0].cookie = "A";
  spec_.policy.servers[0].maxConnections = 1;
  spec_.policy.servers[0].maxQueue = 1;
  open();
  const Header cookie[] = {{"Cookie", "SRV=A"}};
  RequestKey key;
  key.headers = cookie;
  EXPECT_EQ(arrive(key).server, 0u);
  EXPECT_EQ(arrive(key).kind, Kind::Waiting);
  const auto third = arrive(key);
  EXPECT_EQ(third.kind, Kind::Refused);
  EXPECT_EQ(third.status, 503);
}

TEST_F(PoolTest, WithoutAnyUsableServerTheAnswerIs503AtOnce) {
  open();
  pool_->setState(0, AdminState::Maintenance, now_);
  pool_->setState(1, AdminState::Maintenance, now_);
  EXPECT_EQ(arrive().status, 503);
  EXPECT_EQ(pool_->stateText(0), "MAINT");
}

TEST_F(PoolTest, AServerThatComesBackServesTheQueueAtOnce) {
  for (ServerSpec& s : spec_.policy.servers) s.maxConnections = 1;
  open();
  arrive();
  pool_->setState(1, AdminState::Maintenance, now_);
  const auto waiting = arrive();
  ASSERT_EQ(waiting.kind, Kind::Waiting);
  pool_->setState(1, AdminState::Ready, now_);
  EXPECT_THAT(started(), ElementsAre(std::pair(waiting.request, 1u)));
}

TEST_F(PoolTest, WhatAReturningServerTakesDoesNotCountAgainstItsLimit) {
  spec_.policy.servers = plainServers(1);
  spec_.policy.servers[0].maxConnections = 2;
  open();
  const auto a = arrive(), b = arrive(), c = arrive(), d = arrive(), e = arrive(), f = arrive();
  pool_->setState(0, AdminState::Maintenance, now_);
  pool_->finished(a.request, now_);
  EXPECT_THAT(started(), IsEmpty()) << "a stopped server takes nothing from the pool's queue";
  pool_->finished(b.request, now_);
  pool_->setState(0, AdminState::Ready, now_);
  EXPECT_THAT(started(), ElementsAre(std::pair(c.request, 0u), std::pair(d.request, 0u)));
  pool_->finished(c.request, now_);
  EXPECT_THAT(started(), ElementsAre(std::pair(e.request, 0u), std::pair(f.request, 0u)));
  EXPECT_EQ(pool_->open(0), 3u) << "one more than the limit, as with the original";
}

TEST_F(PoolTest, WhoGoesAwayWhileWaitingLeavesTheQueue) {
  for (ServerSpec& s : spec_.policy.servers) s.maxConnections = 1;
  open();
  const auto a = arrive();
  arrive();
  const auto c = arrive(), d = arrive();
  pool_->abandoned(c.request, now_);
  EXPECT_EQ(pool_->waitingForAny(), 1u);
  pool_->abandoned(a.request, now_);
  EXPECT_THAT(started(), ElementsAre(std::pair(d.request, 0u)));
}

TEST_F(PoolTest, WhoWaitsTooLongIsRefused) {
  for (ServerSpec& s : spec_.policy.servers) s.maxConnections = 1;
  spec_.queueTimeout = Duration::wholeSeconds(5);
  open();
  arrive();
  arrive();
  const auto c = arrive();
  later(3);
  const auto d = arrive();
  later(2);
  pool_->tick(now_);
  EXPECT_THAT(pool_->refusedNow(), ElementsAre(c.request));
  later(3);
  pool_->tick(now_);
  EXPECT_THAT(pool_->refusedNow(), ElementsAre(d.request));
  EXPECT_EQ(pool_->waitingForAny(), 0u);
}

TEST_F(PoolTest, ARefusedRequestStaysOnItsServerWithoutRedispatch) {
  spec_.retries = 2;
  open();
  const auto a = arrive();
  const auto again = refused(a.request);
  EXPECT_EQ(again.server, a.server);
  EXPECT_EQ(again.delay, Duration::wholeSeconds(1));
  EXPECT_EQ(refused(a.request).server, a.server);
  const auto last = refused(a.request);
  EXPECT_EQ(last.kind, Kind::Refused);
  EXPECT_EQ(last.status, 503);
  EXPECT_EQ(pool_->open(a.server), 0u);
}

TEST_F(PoolTest, WithRedispatchAHashChangesOnTheLastRetry) {
  spec_.policy.algorithm = "uri";
  spec_.policy.options.hashType = "consistent";
  spec_.retries = 2;
  spec_.redispatch = 0;
  open();
  const auto a = arrive();
  EXPECT_EQ(refused(a.request).server, a.server);
  EXPECT_NE(refused(a.request).server, a.server);
}

TEST_F(PoolTest, WithRedispatchOtherAlgorithmsChangeAtOnce) {
  for (const char* algorithm : {"roundrobin", "static-rr", "leastconn", "first", "random"}) {
    spec_.policy.algorithm = algorithm;
    spec_.retries = 2;
    spec_.redispatch = 0;
    open();
    const auto a = arrive();
    EXPECT_NE(refused(a.request).server, a.server) << algorithm;
  }
}

TEST_F(PoolTest, AServerWithoutLimitLeavesTheQueueAloneUntilItComesBack) {
  spec_.policy.servers[0].maxConnections = 1;
  open();
  const auto a = arrive(), b = arrive();
  ASSERT_EQ(b.server, 1u);
  pool_->setState(1, AdminState::Drain, now_);
  const auto waiting = arrive();
  ASSERT_EQ(waiting.kind, Kind::Waiting);
  pool_->setState(1, AdminState::Ready, now_);
  pool_->finished(b.request, now_);
  EXPECT_THAT(started(), IsEmpty());
  pool_->setState(1, AdminState::Maintenance, now_);
  pool_->setState(1, AdminState::Ready, now_);
  EXPECT_THAT(started(), ElementsAre(std::pair(waiting.request, 1u)));
  pool_->finished(a.request, now_);
}

TEST_F(PoolTest, WaitersOfAServerThatDrainsArePlacedAgain) {
  spec_.cookie = CookieSpec{"SRV"};
  spec_.policy.servers[0].cookie = "A";
  spec_.policy.servers[0].maxConnections = 1;
  spec_.redispatch = 0;
  open();
  const Header cookie[] = {{"Cookie", "SRV=A"}};
  RequestKey key;
  key.headers = cookie;
  arrive(key);
  const auto waiting = arrive(key);
  pool_->setState(0, AdminState::Drain, now_);
  EXPECT_THAT(pool_->bounced(), ElementsAre(waiting.request));
}

TEST_F(PoolTest, PersistenceToAFullQueueGivesWayWhereRedispatchAllowsIt) {
  spec_.cookie = CookieSpec{"SRV"};
  spec_.policy.servers[0].cookie = "A";
  spec_.policy.servers[0].maxConnections = spec_.policy.servers[0].maxQueue = 1;
  const Header cookie[] = {{"Cookie", "SRV=A"}};
  RequestKey key;
  key.headers = cookie;
  open();
  arrive(key);
  arrive(key);
  EXPECT_EQ(arrive(key).status, 503);
  spec_.redispatch = 0;
  open();
  arrive(key);
  arrive(key);
  EXPECT_EQ(arrive(key).server, 1u);
}

TEST_F(PoolTest, OnlyRequestsThatBalancingPlacedGetACookie) {
  spec_.cookie = CookieSpec{"SRV"};
  spec_.stick = StickSpec{};
  spec_.policy.servers[0].cookie = "A";
  open();
  const SampleRequest client(1), other(2);
  const auto first = arrive(client.key());
  EXPECT_EQ(pool_->cookieToSet(first.request)->value, "A");
  pool_->finished(first.request, now_);
  EXPECT_FALSE(pool_->cookieToSet(arrive(client.key()).request).has_value()) << "the stick table placed it";
  const auto bare = arrive(other.key());
  ASSERT_EQ(bare.server, 1u);
  EXPECT_EQ(pool_->cookieToSet(bare.request)->value, "") << "a server without a cookie removes the client's";
}

TEST_F(PoolTest, WaitersOfAServerThatGoesDownArePlacedAgain) {
  spec_.cookie = CookieSpec{"SRV"};
  spec_.policy.servers[0].cookie = "A";
  spec_.policy.servers[0].maxConnections = 1;
  spec_.redispatch = 0;
  open();
  const Header cookie[] = {{"Cookie", "SRV=A"}};
  RequestKey key;
  key.headers = cookie;
  arrive(key);
  const auto waiting = arrive(key);
  ASSERT_EQ(waiting.kind, Kind::Waiting);
  pool_->setState(0, AdminState::Maintenance, now_);
  ASSERT_THAT(pool_->bounced(), ElementsAre(waiting.request));
  EXPECT_EQ(pool_->again(waiting.request, key, now_, random_).server, 1u);
}

TEST_F(PoolTest, AnAnswerThatNeverCameIs502) {
  open();
  const auto a = arrive();
  EXPECT_EQ(pool_->failed(a.request, Failure::NoAnswer, {}, now_, random_).status, 502);
}

TEST_F(PoolTest, DrainingServersKeepTheirPersistentClients) {
  spec_.cookie = CookieSpec{"SRV"};
  spec_.policy.servers[0].cookie = "A";
  spec_.policy.servers[1].cookie = "B";
  open();
  pool_->setState(0, AdminState::Drain, now_);
  EXPECT_EQ(pool_->stateText(0), "DRAIN 1/3");
  const Header cookie[] = {{"cookie", "x=1; SRV=A"}};
  RequestKey key;
  key.headers = cookie;
  const auto a = arrive(key);
  EXPECT_EQ(a.server, 0u);
  EXPECT_FALSE(pool_->cookieToSet(a.request).has_value());
  const auto b = arrive();
  EXPECT_EQ(b.server, 1u);
  EXPECT_EQ(pool_->cookieToSet(b.request)->value, "B");
}

TEST_F(PoolTest, StickOnSourceRemembersTheServerThatAnswered) {
  spec_.stick = StickSpec{2, Duration::wholeSeconds(10)};
  open();
  const SampleRequest client(1), other(2), third(3);
  pool_->finished(arrive(client.key()).request, now_);
  EXPECT_EQ(arrive(client.key()).server, 0u);
  later(9);
  EXPECT_EQ(arrive(client.key()).server, 0u);
  later(9);
  EXPECT_EQ(arrive(client.key()).server, 0u) << "use renews the entry";
  later(11);
  EXPECT_EQ(arrive(client.key()).server, 1u) << "the entry has expired";
}

TEST_F(PoolTest, AStoppedServersEntryIsIgnored) {
  spec_.stick = StickSpec{};
  open();
  const SampleRequest client(1);
  pool_->finished(arrive(client.key()).request, now_);
  pool_->setState(0, AdminState::Maintenance, now_);
  EXPECT_EQ(arrive(client.key()).server, 1u);
}

TEST_F(PoolTest, ANewServerGoesDownOnItsFirstFailedCheck) {
  open();
  pool_->checked(0, false, now_);
  EXPECT_EQ(pool_->stateText(0), "DOWN");
  EXPECT_EQ(arrive().server, 1u);
  pool_->checked(0, true, now_);
  EXPECT_EQ(pool_->stateText(0), "DOWN 1/2");
  pool_->checked(0, true, now_);
  EXPECT_EQ(pool_->stateText(0), "UP");
}

TEST_F(PoolTest, ChecksAreIgnoredInMaintenance) {
  open();
  pool_->setState(0, AdminState::Maintenance, now_);
  pool_->checked(0, false, now_);
  pool_->setState(0, AdminState::Ready, now_);
  EXPECT_EQ(pool_->stateText(0), "UP 1/3");
}

TEST_F(PoolTest, AWeightThatTheOriginalRefusesIsRefused) {
  spec_.policy.algorithm = "static-rr";
  spec_.policy.servers[0].weight = 4;
  open();
  EXPECT_FALSE(pool_->setWeight(0, 2, now_).ok());
  EXPECT_FALSE(pool_->setWeight(0, 300, now_).ok());
  EXPECT_TRUE(pool_->setWeight(0, 0, now_).ok());
  EXPECT_TRUE(pool_->setWeight(0, 4, now_).ok());
}

TEST_F(PoolTest, AWarmingServerHasAConnectionLimitThatGrows) {
  for (ServerSpec& s : spec_.policy.servers) {
    s.maxConnections = 10;
    s.slowStart = Duration::wholeSeconds(10);
  }
  open();
  pool_->setState(0, AdminState::Maintenance, now_);
  pool_->setState(1, AdminState::Maintenance, now_);
  later(1);
  pool_->setState(0, AdminState::Ready, now_);
  EXPECT_EQ(arrive().kind, Kind::Assigned);
  EXPECT_EQ(arrive().kind, Kind::Waiting) << "limit 1 at the start";
  later(5);
  pool_->tick(now_);
  EXPECT_EQ(started().size(), 1u);
  EXPECT_EQ(arrive().kind, Kind::Assigned);
}

TEST_F(PoolTest, NginxTriesTheNextServerAndThenAnswers502) {
  spec_.policy.product = "nginx";
  spec_.policy.algorithm = "round_robin";
  open();
  const auto a = arrive();
  const auto b = refused(a.request);
  EXPECT_EQ(b.kind, Kind::Assigned);
  EXPECT_NE(b.server, a.server);
  EXPECT_EQ(refused(b.request).status, 502);
  EXPECT_EQ(arrive().status, 502) << "both are out for fail_timeout";
  later(11);
  EXPECT_EQ(arrive().kind, Kind::Assigned);
}

TEST_F(PoolTest, NginxDoesNotQueue) {
  spec_.policy.product = "nginx";
  spec_.policy.algorithm = "least_conn";
  for (ServerSpec& s : spec_.policy.servers) s.maxConnections = 1;
  open();
  arrive();
  arrive();
  EXPECT_EQ(arrive().status, 502);
}

TEST_F(PoolTest, ExplainsPersistenceAndQueues) {
  spec_.cookie = CookieSpec{"SRV"};
  spec_.policy.servers[1].cookie = "B";
  for (ServerSpec& s : spec_.policy.servers) s.maxConnections = 1;
  open();
  const Header cookie[] = {{"Cookie", "SRV=B"}};
  RequestKey key;
  key.headers = cookie;
  EXPECT_EQ(pool_->explain(key, now_, random_).rule, "the persistence cookie names s2");
  arrive();
  arrive();
  arrive();
  const Explanation why = pool_->explain({}, now_, random_);
  EXPECT_EQ(why.chosen, std::nullopt);
  EXPECT_THAT(why.rule, HasSubstr("waits behind"));
  EXPECT_THAT(why.candidates[0].state, HasSubstr("full: 1 of 1 open"));
}

TEST_F(PoolTest, EveryProblemOfASpecificationIsToldAtOnce) {
  spec_.retries = -1;
  spec_.rise = 0;
  spec_.fall = 0;
  spec_.cookie = CookieSpec{};
  spec_.stick = StickSpec{0, Duration::nanoseconds(-1)};
  spec_.queueTimeout = Duration::nanoseconds(-1);
  spec_.policy.servers[0].weight = 257;
  EXPECT_EQ(Pool::create(spec_).problems().size(), 8u);
}

}  // namespace
}  // namespace headroom::routing
