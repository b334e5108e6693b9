// No decision allocates: every `new` of this program is counted.
#include <gtest/gtest.h>

#include <array>
#include <cstdlib>
#include <new>

#include "engine/routing/pool.h"
#include "tests/routing/policy_cases.h"
#include "tests/routing/support.h"

namespace {

std::size_t allocations = 0;

void* counted(std::size_t bytes) {
  ++allocations;
  void* memory = std::malloc(bytes == 0 ? 1 : bytes);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

}  // namespace

void* operator new(std::size_t bytes) {
  return counted(bytes);
}
void* operator new[](std::size_t bytes) {
  return counted(bytes);
}
void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept {
  ++allocations;
  return std::malloc(bytes == 0 ? 1 : bytes);
}
void operator delete(void* memory, const std::nothrow_t&) noexcept {
  std::free(memory);
}
void operator delete(void* memory) noexcept {
  std::free(memory);
}
void operator delete[](void* memory) noexcept {
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept {
  std::free(memory);
}
void operator delete[](void* memory, std::size_t) noexcept {
  std::free(memory);
}

namespace headroom::routing {
namespace {

constexpr std::size_t kOpen = 40;
constexpr int kDecisions = 3000;

std::vector<SampleRequest> sampleRequests() {
  std::vector<SampleRequest> requests;
  for (std::uint64_t n = 0; n < 64; ++n) requests.emplace_back(n);
  return requests;
}

class Allocations : public testing::TestWithParam<PolicyCase> {
 protected:
  std::vector<ServerSpec> servers(bool limited) const {
    auto list = plainServers(7);
    for (std::size_t i = 0; i < list.size(); ++i) {
      list[i].weight = static_cast<int>(1 + i % 3);
      if (limited) list[i].maxConnections = static_cast<int>(4 + i);
      list[i].backup = GetParam().allowsBackups && i == 6;
    }
    return list;
  }
};

/// Decides, opens, ends with an answer or an error, tries again elsewhere: round and round with the same requests.
class Traffic {
 public:
  explicit Traffic(Policy& policy) : policy_(policy) {
    open_.fill(kNoServer);
    attempts_.tried.reserve(4);
  }

  void run(int decisions) {
    for (int n = 0; n < decisions; ++n) step();
  }

 private:
  void step() {
    now_ = now_ + Duration::milliseconds(7);
    ServerIndex& slot = open_[turn_ % kOpen];
    attempts_.reset();
    if (slot != kNoServer) end(slot);
    RequestKey key = requests_[turn_ % requests_.size()].key();
    key.attempts = &attempts_;
    policy_.tick(now_);
    slot = policy_.choose(key, now_, dice_).value_or(kNoServer);
    if (slot != kNoServer) policy_.opened(slot);
    ++turn_;
  }

  void end(ServerIndex server) {
    if (turn_ % 9 == 0) {
      policy_.failed(server, now_);
      attempts_.tried.push_back(server);
    } else {
      policy_.succeeded(server, now_);
      policy_.observed(server, Duration::milliseconds(static_cast<std::int64_t>(turn_ % 50)), 100 + turn_ % 1000, now_);
    }
    policy_.closed(server);
  }

  Policy& policy_;
  const std::vector<SampleRequest> requests_ = sampleRequests();
  std::array<ServerIndex, kOpen> open_{};
  Attempts attempts_;
  SeededRandom dice_{3};
  std::uint64_t turn_ = 0;
  Instant now_ = Instant() + Duration::wholeSeconds(1000);
};

TEST_P(Allocations, NoDecisionAllocates) {
  for (const bool limited : {false, true}) {
    PolicySpec spec = GetParam().spec;
    spec.servers = servers(limited);
    const auto policy = makePolicy(spec);
    ASSERT_TRUE(policy);
    Traffic traffic(**policy);
    traffic.run(1);  // the map of slots, say, is made when it is first needed
    const std::size_t before = allocations;
    traffic.run(kDecisions);
    EXPECT_EQ(allocations - before, 0u) << (limited ? "with limits" : "without limits");
  }
}

TEST_P(Allocations, NeitherDoCopies) {
  PolicySpec spec = GetParam().spec;
  spec.servers = servers(true);
  const auto original = makePolicy(spec);
  ASSERT_TRUE(original);
  const auto copy = (*original)->clone();
  Traffic traffic(*copy);
  traffic.run(1);
  const std::size_t before = allocations;
  traffic.run(kDecisions);
  EXPECT_EQ(allocations - before, 0u);
}

TEST_P(Allocations, PoolsOnlyGrowToTheLargestNumberOfRequests) {
  PoolSpec spec;
  spec.policy = GetParam().spec;
  spec.policy.servers = servers(true);
  auto made = Pool::create(spec);
  ASSERT_TRUE(made);
  Pool& pool = **made;
  const auto requests = sampleRequests();
  SeededRandom dice(5);
  Instant now = Instant() + Duration::wholeSeconds(1000);
  std::array<std::optional<RequestId>, kOpen> open;
  std::size_t turn = 0;
  const auto run = [&](int decisions) {
    for (int n = 0; n < decisions; ++n, ++turn) {
      now = now + Duration::milliseconds(3);
      auto& slot = open[turn % kOpen];
      if (slot) pool.abandoned(*slot, now);
      const Placement placed = pool.arrive(requests[turn % requests.size()].key(), now, dice);
      slot.reset();
      if (placed.kind != Placement::Kind::Refused) slot = placed.request;
    }
  };
  run(kDecisions);
  const std::size_t before = allocations;
  run(kDecisions);
  EXPECT_EQ(allocations - before, 0u);
}

TEST(AllocationsTest, AnAllocationWouldBeSeen) {
  const std::size_t before = allocations;
  const auto number = std::make_unique<int>(3);
  EXPECT_EQ(allocations - before, 1u) << *number;
}

INSTANTIATE_TEST_SUITE_P(Algorithms, Allocations, testing::ValuesIn(policyCases()),
                         [](const auto& one) { return one.param.name; });

}  // namespace
}  // namespace headroom::routing
