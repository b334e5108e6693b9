// Random sequences of everything that can happen to a pool, for every algorithm; see also tests/fuzz.
#include "tests/fuzz/pool_operations.h"

#include <gtest/gtest.h>

#include <vector>

#include "tests/routing/policy_cases.h"
#include "tests/routing/support.h"

namespace headroom::routing {
namespace {

class PoolSequences : public testing::TestWithParam<std::size_t> {};

TEST_P(PoolSequences, KeepTheirCountsWhateverHappens) {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    SeededRandom dice(seed * 1000 + GetParam());
    std::vector<std::uint8_t> bytes(6000);
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(dice.next() >> 40);
    ASSERT_EQ(runPoolOperations(bytes, GetParam()), "") << "seed " << seed;
  }
}

std::string caseName(const testing::TestParamInfo<std::size_t>& info) {
  return policyCases()[info.param].name;
}

INSTANTIATE_TEST_SUITE_P(Algorithms, PoolSequences, testing::Range<std::size_t>(0, policyCases().size()), caseName);

}  // namespace
}  // namespace headroom::routing
