#include "engine/base/text.h"

#include <gmock/gmock.h>

#include "engine/base/error.h"
#include "engine/base/grouping.h"

namespace headroom {
namespace {

TEST(Printable, KeepsTextAndEscapesWhatDrivesATerminal) {
  EXPECT_EQ(printable("größer ☃ 😀"), "größer ☃ 😀");
  EXPECT_EQ(printable("\x1b[31m"), "\\x1B[31m");
  EXPECT_EQ(printable("a\nb\x7F"), "a\\x0Ab\\x7F");
  EXPECT_EQ(printable("\xC2\x9B"), "\\xC2\\x9B");           // C1 control
  EXPECT_EQ(printable("\xE2\x80\xAE"), "\\xE2\\x80\\xAE");  // right-to-left override
  EXPECT_EQ(printable("\xD8\x9C"), "\\xD8\\x9C");           // Arabic letter mark
  EXPECT_EQ(printable("\xFF\xC3"), "\\xFF\\xC3");           // no UTF-8
}

TEST(IsUtf8, RefusesOverlongFormsSurrogatesAndCutSequences) {
  EXPECT_TRUE(isUtf8("größer ☃ 😀"));
  for (const char* bad : {"\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xC3", "\x80"})
    EXPECT_FALSE(isUtf8(bad));
}

TEST(Nearest, FindsTyposAndNothingElse) {
  const std::vector<std::string> names{"name", "address", "cores", "FE1", "ROUND_ROBIN"};
  EXPECT_EQ(nearest("nmae", names), "name");
  EXPECT_EQ(nearest("adress", names), "address");
  EXPECT_EQ(nearest("FE9", names), "FE1");
  EXPECT_EQ(nearest("round_robin", names), "ROUND_ROBIN");
  EXPECT_EQ(nearest("latency", names), "");
  EXPECT_EQ(nearest("X", names), "");
}

TEST(Words, AreTrimmedComparedAndJoined) {
  EXPECT_EQ(trim(" \t a b \r\n"), "a b");
  EXPECT_EQ(trim(" \n"), "");
  EXPECT_TRUE(equalIgnoringCase("Host.LAN", "hOST.lan"));
  EXPECT_FALSE(equalIgnoringCase("a", "ab"));
  EXPECT_EQ(toLower("ÄBC"), "Äbc");  // ASCII only
  EXPECT_EQ(joinWithAnd({"a", "b", "c"}), "a, b and c");
  EXPECT_EQ(joinWithAnd({"a"}), "a");
  EXPECT_EQ(joinWithAnd({}), "");
}

TEST(Figures, HaveTheirThousandsGroupedByANoBreakSpace) {
  EXPECT_EQ(grouped("0"), "0");
  EXPECT_EQ(grouped("999"), "999");
  EXPECT_EQ(grouped("1000"), "1\u00A0000");
  EXPECT_EQ(grouped("18446744073709551615"), "18\u00A0446\u00A0744\u00A0073\u00A0709\u00A0551\u00A0615");
  EXPECT_EQ(grouped("1204377", " "), "1 204 377") << "on a terminal";
}

TEST(Diagnostic, ReadsAsPlaceSeverityCauseRemedyRule) {
  EXPECT_EQ(format({Severity::Error, {"a.farm", 3, 7}, "bad \x1b", "do this", "AD01"}),
            "a.farm:3:7: error: bad \\x1B; do this [AD01]");
  EXPECT_EQ(format({Severity::Warning, {"a.farm", 3, 0}, "odd", "", ""}), "a.farm:3: warning: odd");
  EXPECT_EQ(format({Severity::Info, {}, "note", "", ""}), "info: note");
}

TEST(Diagnostics, AreErrorsWhenOneOfThemIs) {
  Diagnostics all{{Severity::Warning, {}, "w", "", ""}};
  EXPECT_FALSE(hasErrors(all));
  all.push_back(problem("p").front());
  EXPECT_TRUE(hasErrors(all));
}

TEST(Result, HoldsAValueOrProblems) {
  const Result<std::string> good = std::string("four");
  EXPECT_TRUE(good.ok());
  EXPECT_EQ(*good, "four");
  EXPECT_TRUE(good.problems().empty());
  const Result<std::string> bad = problem("no");
  EXPECT_FALSE(bad);
  EXPECT_EQ(bad.problems().at(0).what, "no");
}

}  // namespace
}  // namespace headroom
