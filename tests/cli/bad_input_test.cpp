#include <sys/resource.h>

#include <csignal>

#include "tests/cli/cli_fixture.h"

namespace headroom::cli {
namespace {

using testing::ContainsRegex;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

using BadInput = Cli;

TEST_F(BadInput, AMissingFarmIsNamed) {
  const Answer answer = headroom({"run", path("none.farm")});
  EXPECT_EQ(answer.code, 3);
  EXPECT_THAT(answer.err, HasSubstr("none.farm: error: cannot open the file: No such file or directory"));
}

TEST_F(BadInput, AnEmptyFarmIsRefused) {
  const Answer answer = headroom({"check", file("empty.farm", "")});
  EXPECT_EQ(answer.code, 3);
  EXPECT_THAT(answer.err, ContainsRegex("empty.farm:.*error: .*empty"));
}

TEST_F(BadInput, ADirectoryIsNotAFarm) {
  const Answer answer = headroom({"run", path("")});
  EXPECT_EQ(answer.code, 3);
  EXPECT_THAT(answer.err, HasSubstr("directory"));
}

TEST_F(BadInput, BinaryGarbageIsRefusedWithoutReachingTheTerminal) {
  std::string garbage;
  for (int i = 0; i < 4096; ++i) garbage += static_cast<char>((i * 37 + 11) % 256);
  const Answer answer = headroom({"run", file("garbage.farm", garbage)});
  EXPECT_EQ(answer.code, 3);
  EXPECT_THAT(answer.err, HasSubstr("garbage.farm:"));
  for (const char c : answer.err) EXPECT_TRUE(c == '\n' || static_cast<unsigned char>(c) >= 0x20);
}

TEST_F(BadInput, AZoneThatNamesAnUnknownServerPointsAtTheLine) {
  const std::string farm = file("f.farm", farmText("includes_all_servers: true", "member { server: \"FE9\" }"));
  const Answer answer = headroom({"run", farm});
  EXPECT_EQ(answer.code, 3);
  EXPECT_THAT(answer.err, ContainsRegex("f.farm:12:[0-9]+: error: .*FE9"));
}

TEST_F(BadInput, AnApplicationInNoZonePointsAtTheLine) {
  const std::string farm = file("f.farm", farmText("  zone: \"Front\"\n  work", "  work"));
  const Answer answer = headroom({"run", farm});
  EXPECT_EQ(answer.code, 3);
  EXPECT_THAT(answer.err, ContainsRegex("f.farm:[0-9]+:[0-9]+: error: .*Shop.*zone"));
}

TEST_F(BadInput, ACyclicSynchronousCallIsPrintedAsAPath) {
  const std::string cycle = "reference { consumer: \"Shop\" producer: \"Shop\" calls: 1 synchronous: true }\nusers {";
  const std::string farm = file("f.farm", farmText("users {", cycle));
  const Answer run = headroom({"run", farm});
  EXPECT_EQ(run.code, 3);
  EXPECT_THAT(run.err, HasSubstr("Shop → Shop"));
  const Answer check = headroom({"check", farm});
  EXPECT_EQ(check.code, 1);
  EXPECT_THAT(check.err, HasSubstr("CL02"));
}

TEST_F(BadInput, ANegativeRateIsRefusedWithItsPlaceAndTheAllowedForm) {
  const Answer answer = headroom({"run", file("f.farm", farmText("100/s", "-100/s"))});
  EXPECT_EQ(answer.code, 3);
  EXPECT_THAT(answer.err, ContainsRegex("f.farm:[0-9]+:[0-9]+: error: .*-100/s"));
}

TEST_F(BadInput, EveryProblemOfAFileIsReportedAtOnce) {
  std::string text = farmText("100/s", "-100/s");
  text.replace(text.find("\"10ms\""), 6, "\"10 parsecs\"");
  text.replace(text.find("cores: 4"), 8, "cores: -4");
  const Answer answer = headroom({"check", file("f.farm", text)});
  EXPECT_EQ(answer.code, 3);
  EXPECT_THAT(answer.err, HasSubstr("-100/s"));
  EXPECT_THAT(answer.err, HasSubstr("parsecs"));
  EXPECT_THAT(answer.err, HasSubstr("-4"));
}

TEST_F(BadInput, ALogWithoutOneValidLineIsRefused) {
  const Answer answer = headroom({"replay", file("f.farm", farmText()), file("bad.log", "hello\nworld\n")});
  EXPECT_EQ(answer.code, 3);
  EXPECT_THAT(answer.err, HasSubstr("bad.log"));
}

TEST_F(BadInput, AMissingLogIsRefused) {
  const Answer answer = headroom({"replay", file("f.farm", farmText()), path("none.log")});
  EXPECT_EQ(answer.code, 3);
  EXPECT_THAT(answer.err, HasSubstr("none.log"));
}

TEST_F(BadInput, ADeviceThatIsFullFailsWithItsReason) {
  const Answer answer = headroom({"run", file("f.farm", farmText()), "--out", path("r.json"), "-q"});
  EXPECT_EQ(answer.code, 0) << answer.err;
  const Answer full = headroom({"new", "single-server", "-o", "/dev/full", "--force"});
  EXPECT_EQ(full.code, 4);
  EXPECT_THAT(full.err, HasSubstr("No space left on device"));
}

/// Lets no file grow beyond some bytes while it lives, as a full disk does.
class SmallDisk {
 public:
  explicit SmallDisk(rlim_t bytes) {
    ::getrlimit(RLIMIT_FSIZE, &old_);
    rlimit small = old_;
    small.rlim_cur = bytes;
    ::setrlimit(RLIMIT_FSIZE, &small);
    oldHandler_ = std::signal(SIGXFSZ, SIG_IGN);
  }
  ~SmallDisk() {
    ::setrlimit(RLIMIT_FSIZE, &old_);
    std::signal(SIGXFSZ, oldHandler_);
  }

 private:
  rlimit old_{};
  void (*oldHandler_)(int) = nullptr;
};

TEST_F(BadInput, ADiskThatFillsUpWhileTheReportIsWrittenLeavesTheOldReport) {
  const std::string farm = file("f.farm", farmText());
  file("r.html", "yesterday's report");
  file("r.pdf", "yesterday's paper");
  Answer answer;
  {
    const SmallDisk disk(2000);
    answer = headroom({"report", farm, "--no-plan", "-o", path("r.html"), "-o", path("r.pdf")});
  }
  EXPECT_EQ(answer.code, 4);
  EXPECT_THAT(answer.err, HasSubstr("r.html: error: cannot write the file"));
  EXPECT_THAT(answer.err, HasSubstr("r.pdf: error: cannot write the file"));
  EXPECT_EQ(contentOf("r.html"), "yesterday's report");
  EXPECT_EQ(contentOf("r.pdf"), "yesterday's paper");
  EXPECT_THAT(filesInFolder(), ElementsAre("f.farm", "r.html", "r.pdf"));
}

TEST_F(BadInput, AReportOfAnUnknownKindNamesTheKinds) {
  const Answer answer = headroom({"report", file("f.farm", farmText()), "--no-plan", "-o", path("r.docx")});
  EXPECT_EQ(answer.code, 4);
  EXPECT_THAT(answer.err, HasSubstr(".html"));
  EXPECT_THAT(filesInFolder(), ElementsAre("f.farm"));
}

TEST_F(BadInput, ResultsThatAreNoResultsAreRefused) {
  const std::string results = file("r.json", "{\"schema\": \"headroom.results\", \"version\": 1, \"zones\": 7}");
  const Answer answer = headroom({"report", results, "-o", path("r.html")});
  EXPECT_EQ(answer.code, 3);
  EXPECT_THAT(answer.err, HasSubstr("r.json"));
}

TEST_F(BadInput, AnInterruptedRunSaysSo) {
  interrupted_ = true;
  const Answer answer = headroom({"run", file("f.farm", farmText())});
  EXPECT_EQ(answer.code, 130);
}

}  // namespace
}  // namespace headroom::cli
