// A farm whose addresses or routes are wrong says so before a run fails on it.
#include "tests/cli/cli_fixture.h"

namespace headroom::cli {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::IsEmpty;

class WrongWays : public Cli {
 protected:
  std::string log() const {
    std::string text;
    for (int i = 0; i < 50; ++i)
      text += "10.0.0.1 - - [23/Nov/2026:10:00:" + std::string(i < 10 ? "0" : "") + std::to_string(i) +
              " +0000] \"GET /Shop/Home HTTP/1.1\" 200 100\n";
    return file("access.log", text);
  }
};

TEST_F(WrongWays, AreNamedByReplayAndRunWithThePlaceThatCheckNames) {
  const std::string farm = file("f.farm", farmText("address: \"front.lan\"", "address: \"http://front.lan:8080/x\""));
  const Answer check = headroom({"check", farm});
  EXPECT_THAT(check.err, ContainsRegex("f.farm:10:12: error: .*\\[AD01\\]"));
  for (const std::vector<std::string>& command :
       {std::vector<std::string>{"replay", farm, log()}, {"run", farm, "--duration", "5s", "--replications", "1"}}) {
    const Answer answer = headroom(command);
    EXPECT_THAT(answer.err, ContainsRegex("f.farm:10:12: warning: .*\\[AD01\\]")) << command[0];
  }
}

TEST_F(WrongWays, AreCountedWhenThereAreMany) {
  const Answer answer = headroom({"run", scenario("broken-addresses"), "--duration", "1s", "--replications", "1"});
  EXPECT_THAT(answer.err,
              HasSubstr("more errors in addresses, routes or networks; see all of them with headroom check"));
}

TEST_F(WrongWays, OfASoundFarmAreNone) {
  EXPECT_THAT(headroom({"replay", file("f.farm", farmText()), log()}).err, IsEmpty());
}

}  // namespace
}  // namespace headroom::cli
