// The reader of the reference cases and the judge of the analytic side.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "tests/accuracy/answerer.h"
#include "tests/accuracy/case_file.h"

namespace headroom::accuracy {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const char* const kTable = HEADROOM_SOURCE_DIR "/tests/accuracy/cases.json";

std::string oneCase(const std::string& model, const std::string& expected = "[]", const std::string& ask = "exact") {
  return R"({"cases": [{"id": "c1", "analytic": ")" + ask + R"(", "expected": )" + expected + R"(, "model": )" + model +
         "}]}";
}

const std::string kMm1 = R"({
  "classes": [{"name": "r", "arrivals": {"process": "poisson", "rate": 0.5}}],
  "stations": [{"name": "q", "discipline": "fifo", "servers": 1, "service": {"*": {"law": "exponential", "mean": 1}}}],
  "routing": {"r": {"source": [["q", 1.0]], "q": [["exit", 1.0]]}}})";

std::string whatOf(const std::string& text) {
  const auto cases = parseCases(text, "t.json");
  if (!cases) return format(cases.problems()[0]);
  EXPECT_EQ(cases->problems.size(), 1u);
  return cases->problems.empty() ? "" : format(cases->problems[0]);
}

TEST(Reader, ReadsEveryRecordedCase) {
  const auto cases = readCases(kTable);
  ASSERT_TRUE(cases) << format(cases.problems()[0]);
  EXPECT_EQ(cases->cases.size(), 64u);
  EXPECT_THAT(cases->problems, IsEmpty());
  std::set<std::string> ids;
  for (const auto& c : cases->cases) {
    EXPECT_TRUE(ids.insert(c.id).second) << c.id << " is there twice";
    EXPECT_FALSE(c.expected.empty()) << c.id;
  }
}

TEST(Reader, TakesAnEmptyBeginningForAQuestionAboutTheWayToTheSteadyState) {
  std::string model = kMm1;
  model.insert(model.size() - 1, R"(, "initial": {"empty": true})");
  const auto cases = parseCases(oneCase(model), "t.json");
  ASSERT_TRUE(cases);
  ASSERT_EQ(cases->cases.size(), 1u);
  EXPECT_TRUE(cases->cases[0].network->classes[0].arrivals->isTransient());
}

TEST(Reader, KeepsTracesPoolsAndDispatchers) {
  const auto cases = readCases(kTable);
  ASSERT_TRUE(cases);
  for (const auto& c : cases->cases) {
    if (c.id == "trace-pool-2") {
      ASSERT_TRUE(c.network);
      EXPECT_EQ(c.network->pools[0].size, 2);
      EXPECT_EQ(c.network->classes[0].arrivals->requests[3].demand.at("db"), 3.0);
    }
    if (c.id == "swrr-511") {
      EXPECT_EQ(c.network->dispatchers[0].weights, (std::vector<double>{5, 1, 1}));
    }
    if (c.id == "trace-loss") {
      EXPECT_EQ(c.expected[2].fate, "lost");
    }
  }
}

TEST(Reader, NamesTheCaseAndTheUnknownWord) {
  std::string odd = kMm1;
  odd.replace(odd.find("fifo"), 4, "lifo");
  EXPECT_THAT(whatOf(oneCase(odd)), AllOf(HasSubstr("c1"), HasSubstr("lifo")));
}

TEST(Reader, NamesTheMissingField) {
  std::string odd = kMm1;
  odd.replace(odd.find("\"rate\""), 6, "\"speed\"");
  EXPECT_THAT(whatOf(oneCase(odd)), AllOf(HasSubstr("c1"), HasSubstr("rate")));
}

TEST(Reader, RefusesWhatIsNoTable) {
  for (const char* text : {"", "[]", "{\"cases\": 3}", "{\"cases\": [", "null"}) {
    EXPECT_THAT(whatOf(text), HasSubstr("t.json"));
  }
}

TEST(Reader, BrokenCasesDoNotHideTheOthers) {
  const auto cases = parseCases(R"({"cases": [{"id": "a"}, 7, {"id": "b", "analytic": "perhaps", "expected": []},
      {"id": "good", "analytic": "none", "expected": [], "model": null}]})",
                                "t");
  ASSERT_TRUE(cases);
  EXPECT_THAT(cases->unreadable, ElementsAre("a", "number 2", "b"));
  EXPECT_EQ(cases->problems.size(), 3u);
  ASSERT_EQ(cases->cases.size(), 1u);
  EXPECT_EQ(cases->cases[0].id, "good");
}

TEST(Keys, NameQualifiersInTheAgreedOrder) {
  Expected e;
  e.scope = "station:q";
  e.metric = "number_pmf";
  e.n = 3;
  EXPECT_EQ(e.key(), "station:q/number_pmf[n=3]");
  e.load = 0.0101;
  e.servers = 5;
  EXPECT_EQ(e.key(), "station:q/number_pmf[n=3][servers=5][load=0.0101]");
}

Figure exact(double value) {
  Figure figure;
  figure.value = value;
  return figure;
}

Figure approximate(double value) {
  Figure figure = exact(value);
  figure.approximates = true;
  return figure;
}

AccuracyCase asking(AccuracyCase::Analytic analytic) {
  AccuracyCase c;
  c.analytic = analytic;
  return c;
}

TEST(Judge, ExactMeansNinePlaces) {
  const auto c = asking(AccuracyCase::Analytic::Exact);
  Expected e;
  e.value = 2;
  const AnalyticAnswerer judge;
  EXPECT_TRUE(judge.judge(c, e, exact(2 * (1 + 9e-10))).passed);
  EXPECT_FALSE(judge.judge(c, e, exact(2 * (1 + 2e-9))).passed);
  EXPECT_FALSE(judge.judge(c, e, approximate(2)).passed) << "an approximation does not do";
  EXPECT_FALSE(judge.judge(c, e, exact(std::nan(""))).passed);
  EXPECT_FALSE(judge.judge(c, e, std::nullopt).passed);
}

TEST(Judge, ApproximationsHaveTheirTolerance) {
  auto c = asking(AccuracyCase::Analytic::Approximate);
  c.analyticTolerance = 0.05;
  Expected e;
  e.value = 2;
  const AnalyticAnswerer judge;
  EXPECT_TRUE(judge.judge(c, e, approximate(2.09)).passed);
  EXPECT_FALSE(judge.judge(c, e, approximate(2.11)).passed);
}

TEST(Judge, PrintedFiguresAgreeInTheirLastPlace) {
  const auto c = asking(AccuracyCase::Analytic::Exact);
  Expected e;
  e.value = 0.37;
  e.published = true;
  e.printedUlp = 0.01;
  const AnalyticAnswerer judge;
  EXPECT_TRUE(judge.judge(c, e, exact(0.3795)).passed);
  EXPECT_FALSE(judge.judge(c, e, exact(0.3805)).passed);
}

TEST(AnalyticAnswerer, LeavesOutWhatItCannotSay) {
  const auto cases = parseCases(oneCase(kMm1, R"([{"metric": "response_mean", "scope": "station:q", "value": 2},
      {"metric": "colour", "scope": "station:q", "value": 1}, {"metric": "response_mean", "scope": "station:z", "value": 1}])"),
                                "t");
  ASSERT_TRUE(cases);
  const Answers answers = AnalyticAnswerer().answer(cases->cases[0]);
  ASSERT_EQ(answers.figures.size(), 3u);
  ASSERT_TRUE(answers.figures[0]);
  EXPECT_NEAR(answers.figures[0]->value, 2, 1e-12);
  EXPECT_FALSE(answers.figures[1]);
  EXPECT_FALSE(answers.figures[2]);
}

TEST(AnalyticAnswerer, SaysWhyAnUnstableModelHasNoAnswer) {
  std::string busy = kMm1;
  busy.replace(busy.find("0.5"), 3, "1.5");
  const auto cases =
      parseCases(oneCase(busy, R"([{"metric": "response_mean", "scope": "station:q", "value": 2}])"), "t");
  ASSERT_TRUE(cases);
  const Answers answers = AnalyticAnswerer().answer(cases->cases[0]);
  EXPECT_FALSE(answers.figures[0]);
  ASSERT_FALSE(answers.problems.empty());
  EXPECT_THAT(answers.problems[0].what, HasSubstr("unstable"));
}

}  // namespace
}  // namespace headroom::accuracy
