#include <fstream>
#include <iterator>
#include <regex>
#include <sstream>

#include "tests/cli/cli_fixture.h"

namespace headroom::cli {
namespace {

using testing::HasSubstr;

using Help = Cli;

class HelpOfCommand : public Cli, public testing::WithParamInterface<const char*> {};

TEST_P(HelpOfCommand, ShowsAnExampleAndStaysReadable) {
  const Answer answer = headroom({GetParam(), "--help"});
  EXPECT_EQ(answer.code, 0);
  EXPECT_THAT(answer.out, HasSubstr(std::string("Example:\n  headroom ") + GetParam()));
}
TEST_P(HelpOfCommand, SaysNothingThatTheGuideDoesNotDescribe) {
  std::ifstream file(std::string(HEADROOM_SOURCE_DIR) + "/docs/guide/command-line.md");
  const std::string guide((std::istreambuf_iterator<char>(file)), {});
  ASSERT_FALSE(guide.empty());
  std::istringstream help(headroom({GetParam(), "--help"}).out);
  const std::regex option("--[a-z][a-z-]*");
  int options = 0;
  for (std::string line; std::getline(help, line);) {
    if (!line.starts_with("  -")) continue;
    const std::string names = line.substr(0, line.find(' ', 2));
    for (std::sregex_iterator found(names.begin(), names.end(), option), end; found != end; ++found) {
      EXPECT_THAT(guide, HasSubstr(found->str()));
      ++options;
    }
  }
  EXPECT_GT(options, 1);
}
INSTANTIATE_TEST_SUITE_P(Commands, HelpOfCommand,
                         testing::Values("new", "check", "route", "run", "replay", "trace", "calibrate", "plan", "report"));

TEST_F(Help, NamesEveryCommandAndTheExitCodes) {
  const Answer answer = headroom({"--help"});
  EXPECT_EQ(answer.code, 0);
  for (const char* command : {"new", "check", "route", "run", "replay", "trace", "calibrate", "plan", "report", "Exit codes"}) {
    EXPECT_THAT(answer.out, HasSubstr(command));
  }
}

TEST_F(Help, TheVersionIsOneLine) {
  const Answer answer = headroom({"--version"});
  EXPECT_EQ(answer.code, 0);
  EXPECT_THAT(answer.out, testing::MatchesRegex("headroom [0-9]+\\.[0-9]+\\.[0-9]+\n"));
}

TEST_F(Help, AnUnknownCommandSuggestsTheNearest) {
  const Answer answer = headroom({"chekc", "x.farm"});
  EXPECT_EQ(answer.code, 2);
  EXPECT_THAT(answer.err, HasSubstr("did you mean 'check'"));
}

TEST_F(Help, AnUnknownOptionSuggestsTheNearest) {
  const Answer answer = headroom({"run", "x.farm", "--replicatons", "3"});
  EXPECT_EQ(answer.code, 2);
  EXPECT_THAT(answer.err, HasSubstr("did you mean '--replications'"));
}

TEST_F(Help, NoArgumentsShowTheHelpAndAreWrongUsage) {
  const Answer answer = headroom({});
  EXPECT_EQ(answer.code, 2);
  EXPECT_THAT(answer.out, HasSubstr("check"));
}

TEST_F(Help, AMissingArgumentIsWrongUsage) {
  EXPECT_EQ(headroom({"run"}).code, 2);
}

}  // namespace
}  // namespace headroom::cli
