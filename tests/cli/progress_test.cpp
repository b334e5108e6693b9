#include <sys/wait.h>

#include <cstdio>
#include <sstream>

#include "engine/cli/progress_bar.h"
#include "tests/cli/cli_fixture.h"

namespace headroom::cli {
namespace {

using testing::HasSubstr;

TEST(ProgressBar, DrawsOnATerminalAndCleansUp) {
  std::ostringstream out;
  std::ostringstream err;
  Streams streams{out, err, false, true, 60, nullptr};
  { ProgressBar(streams, false).show(0.5, "replication 5 of 10"); }
  EXPECT_THAT(err.str(), HasSubstr("50 %"));
  EXPECT_THAT(err.str(), HasSubstr("replication 5 of 10"));
  EXPECT_TRUE(err.str().ends_with("\r\x1b[K"));
}

TEST(ProgressBar, IsSilentWhenPipedOrQuiet) {
  std::ostringstream out;
  std::ostringstream err;
  Streams piped{out, err, false, false, 60, nullptr};
  ProgressBar(piped, false).show(0.5, "x");
  Streams terminal{out, err, false, true, 60, nullptr};
  ProgressBar(terminal, true).show(0.5, "x");
  EXPECT_EQ(err.str(), "");
}

TEST(ProgressBar, HostileNamesCannotDriveTheTerminal) {
  std::ostringstream out;
  std::ostringstream err;
  Streams streams{out, err, false, true, 200, nullptr};
  { ProgressBar(streams, false).show(0.5, "zone \x1b[2J"); }
  EXPECT_THAT(err.str(), HasSubstr("zone \\x1B[2J"));
}

using Program = Cli;

TEST_F(Program, RunsAsAProcessWithItsExitCode) {
  const std::string command =
      std::string(HEADROOM_PROGRAM) + " check " + file("f.farm", farmText()) + " > " + path("out.txt") + " 2>&1";
  const int status = std::system(command.c_str());
  EXPECT_EQ(WEXITSTATUS(status), 0);
  EXPECT_THAT(contentOf("out.txt"), HasSubstr("0 errors"));
}

TEST_F(Program, AFullStandardOutputIsAFailure) {
  const std::string command = std::string(HEADROOM_PROGRAM) + " new intranet-zone > /dev/full 2> " + path("err.txt");
  EXPECT_EQ(WEXITSTATUS(std::system(command.c_str())), 4);
  EXPECT_THAT(contentOf("err.txt"), HasSubstr("standard output"));
}

}  // namespace
}  // namespace headroom::cli
