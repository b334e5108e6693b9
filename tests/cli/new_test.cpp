#include "engine/templates/templates.h"
#include "tests/cli/cli_fixture.h"

namespace headroom::cli {
namespace {

using testing::HasSubstr;

using New = Cli;

TEST_F(New, EveryTemplateIsAFarmThatCheckReads) {
  ASSERT_GE(templates::all().size(), 7u);
  for (const auto& entry : templates::all()) {
    const std::string farm = path(entry.name + ".farm");
    EXPECT_EQ(headroom({"new", entry.name, "-o", farm}).code, 0);
    EXPECT_LE(headroom({"check", farm}).code, 1) << entry.name;
    EXPECT_FALSE(entry.summary.empty()) << entry.name;
  }
}

TEST_F(New, WithoutAFileTheFarmGoesToStandardOutput) {
  const Answer answer = headroom({"new", "intranet-zone"});
  EXPECT_EQ(answer.code, 0);
  EXPECT_THAT(answer.out, HasSubstr("version: 1"));
}

TEST_F(New, AnExistingFileIsKeptUnlessForced) {
  const std::string farm = file("my.farm", "mine");
  EXPECT_EQ(headroom({"new", "single-server", "-o", farm}).code, 4);
  EXPECT_EQ(contentOf("my.farm"), "mine");
  EXPECT_EQ(headroom({"new", "single-server", "-o", farm, "--force"}).code, 0);
  EXPECT_THAT(contentOf("my.farm"), HasSubstr("version: 1"));
}

TEST_F(New, AnUnknownTemplateNamesTheOnesThereAre) {
  const Answer answer = headroom({"new", "intranet-zome"});
  EXPECT_EQ(answer.code, 2);
  EXPECT_THAT(answer.err, HasSubstr("did you mean 'intranet-zone'"));
}

TEST_F(New, TheListHasALineForEach) {
  const Answer answer = headroom({"new", "--list"});
  EXPECT_EQ(answer.code, 0);
  EXPECT_EQ(static_cast<std::size_t>(std::count(answer.out.begin(), answer.out.end(), '\n')), templates::all().size());
}

}  // namespace
}  // namespace headroom::cli
