#include <gtest/gtest.h>

#include "engine/routing/haproxy/request_hash.h"
#include "engine/routing/hash/functions.h"
#include "tests/routing/policy_cases.h"

namespace headroom::routing {
namespace {

TEST(HashFunctions, HaveTheirPublishedValues) {
  EXPECT_EQ(crc32("123456789"), 0xCBF43926u);
  EXPECT_EQ(crc32(""), 0u);
  EXPECT_EQ(djb2(""), 5381u);
  EXPECT_EQ(djb2("a"), 177670u);
  EXPECT_EQ(sdbm(""), 0u);
  EXPECT_EQ(sdbm("ab"), 97u * 65599u + 98u);
}

TEST(HashFunctions, Crc32ContinuesWhereItStopped) {
  EXPECT_EQ(crc32("6789", crc32("12345")), crc32("123456789"));
}

TEST(HashFunctions, BytesAboveAsciiAreUnsigned) {
  EXPECT_EQ(sdbm("\xFF"), 255u);
}

TEST(HashFunctions, AvalancheMapsDifferentNumbersToDifferentNumbers) {
  std::set<std::uint32_t> seen;
  for (std::uint32_t i = 0; i < 20'000; ++i) seen.insert(avalanche(i));
  EXPECT_EQ(seen.size(), 20'000u);
}

TEST(HashFunctions, AreFoundByName) {
  EXPECT_EQ(hashFunctionNamed("wt6"), HashFunction::Wt6);
  EXPECT_EQ(hashFunctionNamed("WT6"), std::nullopt);
  EXPECT_EQ(hashFunctionNamed("md5"), std::nullopt);
}

TEST(UriKey, EndsAtTheQueryUnlessWhole) {
  EXPECT_EQ(uriKey("/a/b?c", 0, 0, false, false), "/a/b");
  EXPECT_EQ(uriKey("/a/b?c", 0, 0, true, false), "/a/b?c");
}

TEST(UriKey, DepthStopsBeforeTheNextSlash) {
  EXPECT_EQ(uriKey("/a/b/c", 0, 1, false, false), "/a");
  EXPECT_EQ(uriKey("/a/b/c", 0, 2, false, false), "/a/b");
  EXPECT_EQ(uriKey("/a", 0, 3, false, false), "/a");
}

TEST(UriKey, LengthCutsFirst) {
  EXPECT_EQ(uriKey("/abc/def", 3, 2, false, false), "/ab");
}

TEST(UriKey, PathOnlyDropsSchemeAndAuthority) {
  EXPECT_EQ(uriKey("http://h/a/b", 0, 0, false, true), "/a/b");
  EXPECT_EQ(uriKey("http://h/a/b", 0, 0, false, false), "http://h/a/b");
}

TEST(QueryParameter, IsTheFirstOfExactlyThatNameWithAValue) {
  EXPECT_EQ(queryParameter("/?id=7&id=8", "id"), "7");
  EXPECT_EQ(queryParameter("/?ID=7", "id"), std::nullopt);
  EXPECT_EQ(queryParameter("/?id&id=8", "id"), "8");
  EXPECT_EQ(queryParameter("/?xid=1&id=", "id"), "");
  EXPECT_EQ(queryParameter("/id=3", "id"), std::nullopt);
}

TEST(DomainLabel, IsTheOneBeforeTheLastDotWithTheOriginalsOddities) {
  EXPECT_EQ(domainLabel("www.example.com"), "example");
  EXPECT_EQ(domainLabel("localhost"), "localhost");
  EXPECT_EQ(domainLabel("a..com"), "a.");
  EXPECT_EQ(domainLabel(".com"), ".com");
}

TEST(AddressHash, FoldsIpv6ByWords) {
  RequestKey key;
  key.source.size = 16;
  key.source.bytes[3] = 1;
  key.source.bytes[7] = 2;
  key.source.bytes[15] = 4;
  EXPECT_EQ(addressHash(key), 7u);
}

TEST(AddressHash, WithoutAnAddressTheClientNumberStandsForOne) {
  RequestKey key;
  key.client = 0x0A000001;
  EXPECT_EQ(addressHash(key), 0x0A000001u);
}

TEST(RequestHash, ConsistentAloneMixesTheHashAndWithAFunctionDoesNot) {
  Diagnostics problems;
  AlgorithmOptions alone;
  alone.hashType = "consistent";
  AlgorithmOptions named = alone;
  named.hashFunction = "sdbm";
  const RequestHash mixed(RequestHash::Source::Uri, alone, problems);
  const RequestHash plain(RequestHash::Source::Uri, named, problems);
  ASSERT_TRUE(problems.empty());
  RequestKey key;
  key.target = "/x";
  EXPECT_EQ(plain(key, 3), sdbm("/x"));
  EXPECT_EQ(mixed(key, 3), avalanche(sdbm("/x")));
}

TEST(RequestHash, AHeaderCountsUpToItsFirstComma) {
  Diagnostics problems;
  AlgorithmOptions options;
  options.header = "X-Key";
  const RequestHash hash(RequestHash::Source::Header, options, problems);
  const Header headers[] = {{"x-key", " one , two"}, {"X-Key", "three"}};
  RequestKey key;
  key.headers = headers;
  EXPECT_EQ(hash(key, 2), sdbm("one"));
  key.headers = {};
  EXPECT_EQ(hash(key, 2), std::nullopt);
}

}  // namespace
}  // namespace headroom::routing
