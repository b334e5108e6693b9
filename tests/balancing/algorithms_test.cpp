#include "engine/balancing/algorithms.h"

#include <algorithm>
#include <set>

#include "engine/balancing/pool_spec.h"
#include "engine/balancing/presets.h"
#include "engine/base/file.h"
#include "engine/routing/policy_spec.h"
#include "tests/balancing/farms.h"

namespace headroom::balancing {
namespace {

using P = farm::Product;

std::vector<P> products() {
  return {P::Unspecified, P::Haproxy, P::Nginx, P::IisArr, P::Envoy, P::F5, P::AwsAlb, P::IngressNginx};
}

TEST(Algorithms, AreComputedByOnesThatTheCoreHas) {
  for (const P product : products()) {
    EXPECT_FALSE(algorithmsOf(product).empty()) << productName(product);
    for (const Algorithm& algorithm : algorithmsOf(product)) {
      const auto core = routing::algorithms();
      EXPECT_TRUE(std::any_of(core.begin(), core.end(), [&](const routing::AlgorithmEntry& entry) {
        return entry.product == algorithm.coreProduct && entry.name == algorithm.coreAlgorithm;
      })) << algorithm.name;
      EXPECT_FALSE(algorithm.summary.empty());
    }
  }
}

TEST(Algorithms, OfHaproxyAndNginxDecideAsTheOriginals) {
  for (const P product : {P::Haproxy, P::Nginx}) {
    for (const Algorithm& algorithm : algorithmsOf(product)) EXPECT_EQ(algorithm.approximation, "") << algorithm.name;
  }
  for (const P product : {P::IisArr, P::F5, P::AwsAlb}) {
    for (const Algorithm& algorithm : algorithmsOf(product)) EXPECT_NE(algorithm.approximation, "") << algorithm.name;
  }
}

TEST(Algorithms, StandInTheDocumentation) {
  const auto text = readFile(std::string(HEADROOM_SOURCE_DIR) + "/docs/components/routing.md");
  ASSERT_TRUE(text.ok());
  for (const P product : products()) {
    for (const Algorithm& a : algorithmsOf(product)) {
      EXPECT_THAT(*text,
                  testing::HasSubstr("| " + std::string(productName(product)) + " | `" + std::string(a.name) + "` | " +
                                     std::string(a.coreProduct) + " " + std::string(a.coreAlgorithm) + " | " +
                                     (a.weighted ? "yes" : "no") + " | " + std::string(a.approximation) + " |"));
    }
  }
}

TEST(Algorithms, AreFoundHoweverTheirNameIsWritten) {
  EXPECT_EQ(findAlgorithm(P::F5, "Least_Connections-Member")->name, "least-connections-member");
  EXPECT_EQ(findAlgorithm(P::Nginx, "least-conn")->name, "least_conn");
  EXPECT_EQ(findAlgorithm(P::Nginx, "leastconn"), nullptr);
  EXPECT_EQ(findAlgorithm(P::Haproxy, ""), nullptr);
}

TEST(Algorithms, AZonesGeneralWordsHaveANameInEveryProduct) {
  for (const P product : products()) {
    EXPECT_NE(findAlgorithm(product, nameOf(product, farm::Algorithm::RoundRobin)), nullptr);
    EXPECT_NE(findAlgorithm(product, nameOf(product, farm::Algorithm::LeastConnections)), nullptr);
  }
}

TEST(Algorithms, KnowTheirOptions) {
  using testing::Contains;
  using testing::Not;
  EXPECT_THAT(optionsOf(*findAlgorithm(P::Haproxy, "uri")), Contains("depth"));
  EXPECT_THAT(optionsOf(*findAlgorithm(P::Haproxy, "uri")), Not(Contains("draws")));
  EXPECT_THAT(optionsOf(*findAlgorithm(P::Nginx, "hash")), testing::ElementsAre("key"));
  EXPECT_THAT(optionsOf(*findAlgorithm(P::AwsAlb, "round_robin")), testing::IsEmpty());
}

/// What each product's own configuration needs besides the name of the algorithm.
std::string optionsFor(std::string_view core) {
  if (core == "url_param" || core == "query_string_hash") return "options { parameter: \"id\" }";
  if (core == "hdr" || core == "server_variable_hash") return "options { header: \"Host\" }";
  if (core == "hash" || core == "hash consistent" || core == "ring_hash" || core == "maglev") {
    return "options { key: \"uri\" }";
  }
  return {};
}

TEST(Algorithms, EachOneMakesAPoolThatServes) {
  for (const P product : products()) {
    for (const Algorithm& algorithm : algorithmsOf(product)) {
      farm::Farm farm = tests::zoneWith(optionsFor(algorithm.coreAlgorithm));
      farm.zones[0].balancer->product = product;
      farm.zones[0].balancer->algorithm = algorithm.name;
      const auto pool = makePool(farm, farm.zones[0]);
      ASSERT_TRUE(pool.ok()) << productName(product) << " " << algorithm.name << ": " << format(pool.problems()[0]);
      class Steps final : public RandomSource {
        std::uint64_t next() override { return state_ += 0x9E3779B97F4A7C15ULL; }
        std::uint64_t state_ = 0;
      } random;
      routing::RequestKey key;
      EXPECT_EQ((*pool)->arrive(key, Instant{}, random).kind, routing::Placement::Kind::Assigned) << algorithm.name;
    }
  }
}

}  // namespace
}  // namespace headroom::balancing
