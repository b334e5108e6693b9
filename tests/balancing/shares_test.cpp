#include "engine/balancing/shares.h"

#include "tests/balancing/farms.h"

namespace headroom::balancing {
namespace {

using testing::ElementsAre;

/// "A2 B1": the servers that would be used, with their weights, while all but `down` are healthy.
std::vector<std::string> used(const std::string& balancer, const std::string& members, const std::string& down = {}) {
  const farm::Farm farm = tests::farmOf(tests::zoneText(balancer, members));
  std::vector<std::string> names;
  for (const Share& share :
       sharesOf(farm, farm.zones[0], [&](const std::string& s) { return down.find(s) == down.npos; })) {
    names.push_back(share.server + std::to_string(share.weight));
  }
  return names;
}

TEST(SharesOf, AreTheWeightsOfThoseThatServe) {
  const std::string members =
      R"(member { server: "A" weight: 2 } member { server: "B" } member { server: "C" weight: 0 })";
  EXPECT_THAT(used("", members), ElementsAre("A2", "B1"));
  EXPECT_THAT(used("product: F5", members), ElementsAre("A1", "B1")) << "its round robin passes over weights";
  EXPECT_THAT(used("", members, "A"), ElementsAre("B1"));
}

TEST(SharesOf, LeaveOutWhoGetsNothingNew) {
  EXPECT_THAT(
      used("", R"(member { server: "A" drain: true } member { server: "B" disabled: true } member { server: "C" })"),
      ElementsAre("C1"));
}

TEST(SharesOf, BackupsServeOnlyWhenNobodyElseCan) {
  const std::string members =
      R"(member { server: "A" } member { server: "B" backup: true } member { server: "C" backup: true })";
  EXPECT_THAT(used("product: HAPROXY", members), ElementsAre("A1"));
  EXPECT_THAT(used("product: HAPROXY", members, "A"), ElementsAre("B1")) << "one of them";
  EXPECT_THAT(used("product: HAPROXY options { all_backups: true }", members, "A"), ElementsAre("B1", "C1"));
  EXPECT_THAT(used("product: NGINX", members, "A"), ElementsAre("B1", "C1"));
  EXPECT_THAT(used("product: NGINX", members, "ABC"), ElementsAre());
}

TEST(SpreadsByWeight, IsTrueOfTurnsAndPlainChance) {
  const auto spreads = [](const std::string& balancer) {
    const farm::Farm farm = tests::zoneWith(balancer);
    return spreadsByWeight(farm, farm.zones[0]);
  };
  EXPECT_TRUE(spreads(""));
  EXPECT_TRUE(spreads("product: NGINX algorithm: \"random\""));
  EXPECT_FALSE(spreads("product: HAPROXY algorithm: \"random\"")) << "it looks at the load";
  EXPECT_FALSE(spreads("product: HAPROXY algorithm: \"leastconn\""));
  EXPECT_FALSE(spreads("product: HAPROXY algorithm: \"first\""));
  EXPECT_FALSE(spreads("product: NGINX algorithm: \"ip_hash\""));
}

}  // namespace
}  // namespace headroom::balancing
