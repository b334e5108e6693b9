#include <gmock/gmock.h>

#include "engine/farm_file/sha256.h"
#include "tests/farm_file/farms.h"

namespace headroom::farm_file {
namespace {

// Examples of FIPS 180-4 and NIST's test vectors.
TEST(Sha256, GivesThePublishedDigests) {
  EXPECT_EQ(sha256(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(sha256(std::string(1'000'000, 'a')), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(HashOf, IsTheSameForFarmsThatBehaveAlike) {
  const farm::Farm plain = farmFrom(kSmall);
  farm::Farm drawn = farmFrom("# a comment\n" + kSmall + "note { text: \"hello\" }\n");
  drawn.servers[0].position = farm::Position{10, 20};
  drawn.applications[0].comments[""] = {" why"};
  drawn.applications[0].comments["client_traffic"] = {" the default, with a comment"};
  EXPECT_EQ(hashOf(drawn), hashOf(plain));
  EXPECT_EQ(hashOf(plain).size(), 64u);
}

TEST(HashOf, ChangesWithWhatMatters) {
  const farm::Farm farm = farmFrom(kSmall);
  farm::Farm other = farm;
  other.servers[0].cores = 5;
  EXPECT_NE(hashOf(other), hashOf(farm));
  other = farm;
  other.zones[1].members[0].weight = 0;
  EXPECT_NE(hashOf(other), hashOf(farm));
}

TEST(HashOf, IsTheSameInEveryFormat) {
  const farm::Farm farm = farmFrom(contentOf("tests/farm_file/data/every-field.farm"));
  for (const Format format : {Format::Text, Format::Json, Format::Binary}) {
    EXPECT_EQ(hashOf(read(write(farm, format), format, "a")->farm), hashOf(farm));
  }
}

}  // namespace
}  // namespace headroom::farm_file
