#include "tests/cli/cli_fixture.h"

namespace headroom::cli {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;

using Check = Cli;

TEST_F(Check, AnAddressWithAPortIsAnErrorWithItsPlace) {
  const std::string farm = file("f.farm", farmText("front.lan", "front.lan:8080/site"));
  const Answer answer = headroom({"check", farm});
  EXPECT_EQ(answer.code, 1);
  EXPECT_THAT(answer.err, ContainsRegex("f.farm:[0-9]+:[0-9]+: error: .*\\[AD01\\]"));
}

TEST_F(Check, JsonIsAListOfFindings) {
  const std::string farm = file("f.farm", farmText("front.lan", "front.lan:8080/site"));
  const Answer answer = headroom({"check", farm, "--json"});
  EXPECT_EQ(answer.code, 1);
  EXPECT_EQ(answer.out.front(), '[');
  for (const char* key :
       {"\"rule\"", "\"severity\"", "\"object\"", "\"line\"", "\"column\"", "\"cause\"", "\"fix\"", "\"AD01\""}) {
    EXPECT_THAT(answer.out, HasSubstr(key));
  }
}

TEST_F(Check, WarningsAloneAreFine) {
  const Answer answer = headroom({"check", file("f.farm", farmText())});
  EXPECT_EQ(answer.code, 0);
  EXPECT_THAT(answer.out, HasSubstr("0 errors"));
}

TEST_F(Check, TheRulesCanBeListed) {
  const Answer answer = headroom({"check", "--rules"});
  EXPECT_EQ(answer.code, 0);
  for (const char* rule :
       {"AD01", "AD02", "AD03", "AD04", "AD05", "AD07", "AD09", "RT01", "RT04", "RT05", "RT13", "CL02", "HA01"}) {
    EXPECT_THAT(answer.out, HasSubstr(rule));
  }
}

TEST_F(Check, WithoutAFarmItIsWrongUsage) {
  EXPECT_EQ(headroom({"check"}).code, 2);
}

TEST_F(Check, FaultsOfTheFileAndOfItsBalancersAreToldTogether) {
  std::string text = farmText();
  text.replace(text.find("cores: 2"), 8, "cores: -2");
  text.replace(text.find("balancer { name: \"lb\" }"), 24,
               "balancer { name: \"lb\" product: HAPROXY algorithm: \"source\" options { hash_function: \"md5\" } }");
  for (const char* command : {"check", "run"}) {
    const Answer answer = headroom({command, file("f.farm", text)});
    EXPECT_EQ(answer.code, 3);
    EXPECT_THAT(answer.err, HasSubstr("f.farm:14:"));
    EXPECT_THAT(answer.err, HasSubstr("md5"));
    EXPECT_THAT(answer.err, HasSubstr("f.farm:13:"));
  }
}

}  // namespace
}  // namespace headroom::cli
