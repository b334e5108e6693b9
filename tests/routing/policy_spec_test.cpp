#include "engine/routing/policy_spec.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/routing/policy_cases.h"

namespace headroom::routing {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

PolicySpec spec(const std::string& product, const std::string& algorithm) {
  PolicySpec s;
  s.product = product;
  s.algorithm = algorithm;
  s.servers = plainServers(2);
  return s;
}

/// All sentences about what is wrong, one a line.
std::string complaints(const PolicySpec& s) {
  const auto made = makePolicy(s);
  std::string text;
  for (const Diagnostic& d : made.problems()) text += d.what + "; " + d.remedy + "\n";
  return text;
}

TEST(PolicySpec, WeightsOutsideTheRangeAreRefused) {
  PolicySpec s = spec("haproxy", "roundrobin");
  s.servers[0].weight = 300;
  s.servers[1].weight = -1;
  EXPECT_EQ(complaints(s),
            "server 's1' has weight 300; weights go from 0 to 256\n"
            "server 's2' has weight -1; weights go from 0 to 256\n");
}

TEST(PolicySpec, AnEmptyPoolIsRefused) {
  PolicySpec s = spec("haproxy", "leastconn");
  s.servers.clear();
  EXPECT_EQ(complaints(s), "the pool has no servers; add at least one server\n");
}

TEST(PolicySpec, AnUnknownHashFunctionAndTypeAreRefusedTogetherWithTheServers) {
  PolicySpec s = spec("haproxy", "uri");
  s.options.hashFunction = "md5";
  s.options.hashType = "ketama";
  s.servers[1].name = "s1";
  const std::string text = complaints(s);
  EXPECT_THAT(text, HasSubstr("unknown hash function 'md5'"));
  EXPECT_THAT(text, HasSubstr("unknown hash type 'ketama'"));
  EXPECT_THAT(text, HasSubstr("server 's1' is in the pool twice"));
}

TEST(PolicySpec, DepthAndLengthOfZeroAreRefused) {
  PolicySpec s = spec("haproxy", "uri");
  s.options.depth = 0;
  s.options.length = 0;
  EXPECT_THAT(complaints(s), HasSubstr("uri depth must be at least 1"));
  EXPECT_THAT(complaints(s), HasSubstr("uri len must be at least 1"));
}

TEST(PolicySpec, ABalanceFactorMustBeAboveOneHundred) {
  PolicySpec s = spec("haproxy", "source");
  s.options.hashType = "consistent";
  s.options.balanceFactor = 100;
  EXPECT_THAT(complaints(s), HasSubstr("hash-balance-factor is 100 but must be above 100"));
}

TEST(PolicySpec, HashesWithoutAKeyAreRefused) {
  EXPECT_THAT(complaints(spec("haproxy", "hdr")), HasSubstr("hdr needs a header name"));
  EXPECT_THAT(complaints(spec("haproxy", "url_param")), HasSubstr("url_param needs a parameter name"));
  EXPECT_THAT(complaints(spec("nginx", "hash")), HasSubstr("hash needs a key"));
  PolicySpec s = spec("nginx", "hash consistent");
  s.options.key = "cookie:x";
  EXPECT_THAT(complaints(s), HasSubstr("unknown hash key 'cookie:x'"));
}

TEST(PolicySpec, RandomNeedsADrawAndAUsefulSeed) {
  PolicySpec s = spec("haproxy", "random");
  s.options.draws = 0;
  EXPECT_THAT(complaints(s), HasSubstr("at least 1 draw"));
  s.options.draws = 2;
  s.options.seed = 0;
  EXPECT_THAT(complaints(s), HasSubstr("a seed of 0"));
}

TEST(PolicySpec, AnUnknownAlgorithmNamesTheKnownOnes) {
  EXPECT_THAT(complaints(spec("nginx", "leastconn")), HasSubstr("use hash, hash consistent, ip_hash, least_conn"));
  EXPECT_THAT(complaints(spec("traefik", "wrr")), HasSubstr("unknown product 'traefik'"));
}

TEST(PolicySpec, NginxAllowsNoBackupWithHashing) {
  PolicySpec s = spec("nginx", "ip_hash");
  s.servers[1].backup = true;
  EXPECT_THAT(complaints(s), HasSubstr("server 's2' is a backup, which nginx does not allow with ip_hash"));
}

TEST(PolicySpec, IdsMustBeUniqueAndMissingOnesAreTheNextFreeNumbers) {
  PolicySpec s = spec("haproxy", "first");
  s.servers[0].id = s.servers[1].id = 5;
  EXPECT_THAT(complaints(s), HasSubstr("has id 5, which another server has"));
  // Ids 3, 1, 2: the second server was given 1, so it is the first in order.
  s.servers = plainServers(3);
  s.servers[0].id = 3;
  const auto policy = makePolicy(s);
  ASSERT_TRUE(policy.ok());
  struct : RandomSource {
    std::uint64_t next() override { return 0; }
  } none;
  EXPECT_EQ((*policy)->choose({}, Instant(), none), 1u);
}

TEST(PolicySpec, ControlCharactersInNamesCannotReachTheTerminal) {
  PolicySpec s = spec("haproxy", "roundrobin");
  s.servers[0].name = "evil\x1b[2J";
  s.servers[0].weight = 999;
  EXPECT_EQ(complaints(s).find('\x1b'), std::string::npos);
}

TEST(PolicySpec, NegativeLimitsAndTimesAreRefused) {
  PolicySpec s = spec("nginx", "round_robin");
  s.servers[0].maxConnections = -1;
  s.servers[0].maxQueue = -1;
  s.servers[0].slowStart = Duration::nanoseconds(-1);
  s.servers[0].maxFails = -1;
  s.servers[0].failTimeout = Duration::nanoseconds(-5);
  EXPECT_EQ(makePolicy(s).problems().size(), 5u);
}

TEST(PolicySpec, TheTableOfAlgorithmsHasNoNameTwice) {
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (const AlgorithmEntry& entry : algorithms()) {
    EXPECT_TRUE(seen.insert({entry.product, entry.name}).second) << entry.name;
    EXPECT_FALSE(entry.summary.empty());
  }
}

}  // namespace
}  // namespace headroom::routing
