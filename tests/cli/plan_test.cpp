#include "tests/cli/cli_fixture.h"

namespace headroom::cli {
namespace {

using testing::HasSubstr;

using Plan = Cli;

TEST_F(Plan, FindsTheFactorAndTheLossOfEachServer) {
  const Answer answer = headroom({"plan", file("f.farm", farmText()), "--slo", "utilisation<50%", "--duration", "30s"});
  EXPECT_EQ(answer.code, 0) << answer.err;
  EXPECT_THAT(answer.out, HasSubstr("all up"));
  EXPECT_THAT(answer.out, HasSubstr("FE1 lost"));
  EXPECT_THAT(answer.out, HasSubstr("FE2 lost"));
}

TEST_F(Plan, JsonHoldsFactorAndCurve) {
  const Answer answer = headroom(
      {"plan", file("f.farm", farmText()), "--slo", "utilisation<50%", "--duration", "20s", "--no-loss", "--json"});
  EXPECT_EQ(answer.code, 0) << answer.err;
  for (const char* key : {"\"headroom.plan\"", "\"factor\"", "\"curve\"", "\"resource\""})
    EXPECT_THAT(answer.out, HasSubstr(key));
}

TEST_F(Plan, SurvivingALossIsAQuestionWithANo) {
  const std::string farm = file("f.farm", farmText());
  EXPECT_EQ(headroom({"plan", farm, "--slo", "utilisation<40%", "--duration", "20s", "--survive", "1"}).code, 1);
  EXPECT_EQ(headroom({"plan", farm, "--slo", "utilisation<40%", "--duration", "20s"}).code, 0);
}

TEST_F(Plan, ABadObjectiveIsWrongUsage) {
  EXPECT_EQ(headroom({"plan", file("f.farm", farmText()), "--slo", "fast"}).code, 2);
}

}  // namespace
}  // namespace headroom::cli
