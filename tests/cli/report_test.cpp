#include <cstdlib>

#include "engine/results/results.h"
#include "tests/cli/cli_fixture.h"

namespace headroom::cli {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

using Report = Cli;

TEST_F(Report, WritesEveryKindInOneGo) {
  const Answer answer = headroom({"report", file("f.farm", farmText()), "--no-plan", "--title", "Shop & Co", "-o",
                                  path("r.html"), "-o", path("r.pdf"), "-o", path("r.json"), "-o", path("r.csv")});
  EXPECT_EQ(answer.code, 0) << answer.err;
  EXPECT_THAT(contentOf("r.html"), HasSubstr("Shop &amp; Co"));
  EXPECT_THAT(contentOf("r.pdf"), StartsWith("%PDF-"));
  EXPECT_THAT(contentOf("r.json"), HasSubstr("headroom.results"));
  EXPECT_THAT(contentOf("r.csv"), HasSubstr("FE1"));
}

TEST_F(Report, OfASavedRunShowsTheSameFigures) {
  const std::string farm = file("f.farm", farmText());
  ASSERT_EQ(headroom({"run", farm, "--out", path("r.json")}).code, 0);
  EXPECT_EQ(headroom({"report", path("r.json"), "--date", "2026-11-23", "-o", path("a.html")}).code, 0);
  EXPECT_EQ(headroom({"report", farm, "--no-plan", "--date", "2026-11-23", "-o", path("b.json")}).code, 0);
  const auto saved = results::fromJson(contentOf("r.json"));
  const auto reported = results::fromJson(contentOf("b.json"));
  ASSERT_TRUE(saved.ok() && reported.ok());
  EXPECT_EQ(*saved, *reported);
  EXPECT_THAT(contentOf("a.html"), HasSubstr("FE1"));
}

TEST_F(Report, EqualInputGivesEqualBytes) {
  const std::string farm = file("f.farm", farmText());
  for (const char* name : {"a.pdf", "b.pdf", "a.html", "b.html"}) {
    ASSERT_EQ(headroom({"report", farm, "--no-plan", "--date", "2026-11-23", "-o", path(name)}).code, 0);
  }
  EXPECT_EQ(contentOf("a.pdf"), contentOf("b.pdf"));
  EXPECT_EQ(contentOf("a.html"), contentOf("b.html"));
}

}  // namespace
}  // namespace headroom::cli
