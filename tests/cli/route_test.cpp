#include "tests/cli/cli_fixture.h"

namespace headroom::cli {
namespace {

using testing::HasSubstr;

using Route = Cli;

TEST_F(Route, ARequestIsFollowedFromTheUserToAServer) {
  const Answer answer = headroom({"route", file("f.farm", farmText()), "/Shop/Home"});
  EXPECT_EQ(answer.code, 0);
  EXPECT_THAT(answer.out, HasSubstr("proxy"));
  EXPECT_THAT(answer.out, HasSubstr("Front"));
  EXPECT_THAT(answer.out, HasSubstr("Reaches FE"));
}

TEST_F(Route, APathThatOnlyStartsAlikeDoesNotMatch) {
  const Answer answer = headroom({"route", file("f.farm", farmText()), "/Shopping"});
  EXPECT_EQ(answer.code, 1);
  EXPECT_THAT(answer.out, HasSubstr("FAILS"));
}

TEST_F(Route, AZoneAddressWorksFromInside) {
  const Answer answer = headroom({"route", file("f.farm", farmText()), "http://front.lan/Shop", "--from", "FE1"});
  EXPECT_EQ(answer.code, 0);
  EXPECT_THAT(answer.out, HasSubstr("lb"));
}

TEST_F(Route, AnUnknownSenderIsWrongUsageWithASuggestion) {
  const Answer answer = headroom({"route", file("f.farm", farmText()), "/Shop", "--from", "FE"});
  EXPECT_EQ(answer.code, 2);
  EXPECT_THAT(answer.err, HasSubstr("FE1"));
}

}  // namespace
}  // namespace headroom::cli
