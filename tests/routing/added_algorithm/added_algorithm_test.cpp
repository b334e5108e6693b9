// The folder in_turn is all that there is of this algorithm: the table and the conformance suite know it all the same.
#include <gtest/gtest.h>

#include "tests/routing/policy_cases.h"

namespace headroom::routing {
namespace {

TEST(AddedAlgorithm, IsMadeByName) {
  PolicySpec spec;
  spec.product = "example";
  spec.algorithm = "in turn";
  spec.servers = plainServers(2);
  EXPECT_TRUE(makePolicy(spec));
}

TEST(AddedAlgorithm, StandsInTheTableBesideTheOthers) {
  std::size_t own = 0;
  for (const AlgorithmEntry& entry : algorithms()) own += entry.product == "example";
  EXPECT_EQ(own, 1u);
  EXPECT_GT(algorithms().size(), 20u);
}

TEST(AddedAlgorithm, IsNamedWhereNamesAreListed) {
  PolicySpec spec;
  spec.product = "exmaple";
  const auto made = makePolicy(spec);
  ASSERT_FALSE(made);
  EXPECT_NE(made.problems().back().remedy.find("example"), std::string::npos);
}

}  // namespace
}  // namespace headroom::routing
