#include "engine/routing/pool_group.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/routing/policy_cases.h"
#include "tests/routing/support.h"

namespace headroom::routing {
namespace {

using testing::HasSubstr;
using Kind = Placement::Kind;

PoolSpec nginx(int servers) {
  PoolSpec spec;
  spec.policy.product = "nginx";
  spec.policy.algorithm = "round_robin";
  spec.policy.servers = plainServers(servers);
  return spec;
}

std::unique_ptr<PoolGroup> make(const PoolSpec& spec, int workers) {
  auto made = PoolGroup::create(spec, workers);
  EXPECT_TRUE(made.ok());
  return std::move(*made);
}

TEST(PoolGroup, EveryWorkerBeginsAtTheFirstServer) {
  const auto group = make(nginx(3), 4);
  SeededRandom random(1);
  for (std::size_t w = 0; w < 4; ++w) EXPECT_EQ(group->pool(w).arrive({}, Instant(), random).server, 0u) << w;
  EXPECT_EQ(group->open(0), 4u);
  EXPECT_EQ(group->open(1), 0u);
}

TEST(PoolGroup, ALimitHoldsForEachWorkerByItself) {
  PoolSpec spec = nginx(1);
  spec.policy.servers[0].maxConnections = 2;
  const auto group = make(spec, 3);
  SeededRandom random(1);
  int assigned = 0;
  for (int i = 0; i < 12; ++i) {
    assigned += group->pool(static_cast<std::size_t>(i % 3)).arrive({}, Instant(), random).kind == Kind::Assigned;
  }
  EXPECT_EQ(assigned, 6) << "2 in each of 3 workers";
}

TEST(PoolGroup, AFailureIsKnownOnlyToTheWorkerThatSawIt) {
  const auto group = make(nginx(2), 2);
  SeededRandom random(1);
  Pool& seen = group->pool(0);
  Pool& unaware = group->pool(1);
  const auto a = seen.arrive({}, Instant(), random);
  EXPECT_EQ(seen.failed(a.request, Failure::Refused, {}, Instant(), random).server, 1u);
  EXPECT_EQ(seen.arrive({}, Instant(), random).server, 1u);
  EXPECT_EQ(unaware.arrive({}, Instant(), random).server, 0u);
}

TEST(PoolGroup, ConnectionsAreSpreadEvenly) {
  const auto group = make(nginx(1), 5);
  std::vector<int> counts(5);
  for (std::uint64_t n = 0; n < 50'000; ++n) ++counts[group->workerOf(n)];
  for (const int count : counts) EXPECT_NEAR(count, 10'000, 500);
  EXPECT_EQ(group->workerOf(7), group->workerOf(7));
}

TEST(PoolGroup, OwnSeedsDifferFromWorkerToWorker) {
  PoolSpec spec;
  spec.policy.algorithm = "random";
  spec.policy.options.seed = 2463534242;
  spec.policy.servers = plainServers(8, 16);
  const auto group = make(spec, 2);
  SeededRandom random(1);
  int same = 0;
  for (int i = 0; i < 100; ++i) {
    same += group->pool(0).arrive({}, Instant(), random).server == group->pool(1).arrive({}, Instant(), random).server;
  }
  EXPECT_LT(same, 50);
}

TEST(PoolGroup, ProblemsAreToldOnce) {
  PoolSpec spec = nginx(2);
  spec.policy.servers[0].weight = 300;
  const auto made = PoolGroup::create(spec, 0);
  ASSERT_EQ(made.problems().size(), 2u);
  EXPECT_THAT(made.problems()[0].what, HasSubstr("0 workers"));
  EXPECT_THAT(made.problems()[1].what, HasSubstr("weight 300"));
}

}  // namespace
}  // namespace headroom::routing
