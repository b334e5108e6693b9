// What an import shows while logs are read: paths and rates that follow a filter without reading again.
#include "engine/trace/survey.h"

#include <gmock/gmock.h>

#include "engine/base/text.h"
#include "engine/trace/civil_time.h"
#include "engine/trace/tier_survey.h"
#include "tests/trace/log_files.h"

namespace headroom::trace {
namespace {

constexpr char kBrowser[] = "Mozilla/5.0 (X11; Linux x86_64)";
constexpr char kRobot[] = "Googlebot/2.1";

struct Asked {
  std::int64_t second = 0;
  std::string target;
  const char* agent = kBrowser;
};

Record recordOf(const Asked& asked) {
  Record record;
  record.stampNs = record.arrivalNs = asked.second * kNsPerSecond;
  record.target = asked.target;
  record.agent = asked.agent;
  return record;
}

SurveyFigures surveyOf(const std::vector<Asked>& all) {
  Survey survey;
  for (const Asked& asked : all) survey.add(recordOf(asked));
  return survey.figures();
}

RequestFilter without(const std::vector<std::string>& names) {
  const auto filter = filterWithout(names);
  EXPECT_TRUE(filter.ok());
  return filter ? *filter : RequestFilter{};
}

TEST(Survey, CountsPathsWithoutCaseInTheirUsualSpelling) {
  const SurveyFigures figures = surveyOf({{0, "/AppX/Home"}, {1, "/AppX/a.css"}, {2, "/appx"}, {3, "/AppY"}});
  ASSERT_EQ(figures.segments.size(), 2u);
  EXPECT_EQ(figures.segments[0].name, "AppX");
  EXPECT_EQ(figures.segments[0].requests.total(), 3u);
  EXPECT_EQ(figures.segments[0].requests.taken(without({"static"})), 2u);
  EXPECT_EQ(figures.segments[1].name, "AppY");
}

TEST(Survey, ToldApartAreRobotsAndKinds) {
  const SurveyFigures figures =
      surveyOf({{0, "/AppX/Home"}, {1, "/AppX/Home", kRobot}, {2, "/AppX/logo.png", kRobot}, {3, "/AppX/rest/a", "-"}});
  EXPECT_EQ(figures.all.total(), 4u);
  EXPECT_EQ(figures.all.robots(), 2u);
  EXPECT_EQ(figures.all.of(TrafficClass::Static), 1u);
  EXPECT_EQ(figures.all.of(TrafficClass::Integration), 1u);
  EXPECT_EQ(figures.withAgent, 3u);
  EXPECT_EQ(figures.all.taken(without({"robots"})), 2u);
  EXPECT_EQ(figures.all.taken(without({"robots", "integration"})), 1u);
}

TEST(Survey, ThePeakMinuteFollowsTheFilter) {
  std::vector<Asked> all;
  for (int i = 0; i < 50; ++i) all.push_back({600 + i, "/AppX/Home", kRobot});
  for (int i = 0; i < 30; ++i) all.push_back({1200 + i, "/AppX/Home"});
  const SurveyFigures figures = surveyOf(all);
  EXPECT_EQ(figures.rates.peak({}).startNs, 600 * kNsPerSecond);
  EXPECT_EQ(figures.rates.peak({}).requests, 50u);
  const RequestRates::Peak people = figures.rates.peak(without({"robots"}));
  EXPECT_EQ(people.startNs, 1200 * kNsPerSecond);
  EXPECT_DOUBLE_EQ(people.perSecond(), 0.5);
  EXPECT_EQ(figures.rates.taken({}, 620 * kNsPerSecond, 1210 * kNsPerSecond), 40u);
  EXPECT_EQ(figures.rates.taken({}, 1200 * kNsPerSecond, 1200 * kNsPerSecond + kNsPerSecond / 1000), 1u)
      << "a part of a bin is not nothing";
  EXPECT_EQ(figures.rates.taken({}, 800 * kNsPerSecond, 900 * kNsPerSecond), 0u);
}

TEST(Survey, LongLogsGetWiderBinsAndLoseNothing) {
  Survey survey;
  constexpr std::int64_t kMany = 2 * static_cast<std::int64_t>(Survey::kMostBins);
  for (std::int64_t i = 0; i < kMany; ++i) survey.add(recordOf({i * 20, "/AppX"}));
  survey.add(recordOf({788'400'000, "/AppX"}));  // a stray line 25 years later
  const SurveyFigures figures = survey.figures();
  EXPECT_LE(figures.rates.bins.size(), Survey::kMostBins);
  EXPECT_EQ(figures.rates.widthNs, 60 * kNsPerSecond);
  EXPECT_EQ(figures.rates.peak({}).requests, 3u);
  std::uint64_t sum = 0;
  for (const auto& bin : figures.rates.bins) sum += bin.requests.total();
  EXPECT_EQ(sum, static_cast<std::uint64_t>(kMany) + 1);
}

TEST(Survey, AnyNumberOfPathsFitsAndTheRestIsCounted) {
  std::vector<Asked> all;
  for (int i = 0; i < 2000; ++i) all.push_back({i, "/path" + std::to_string(i)});
  const SurveyFigures figures = surveyOf(all);
  EXPECT_EQ(figures.segments.size(), Survey::kToldSegments);
  EXPECT_EQ(figures.otherSegments.total(), 1500u);
}

TEST(Survey, AddedUpIsAsIfBothHadBeenReadTogether) {
  const std::vector<Asked> early = {{0, "/AppX/Home"}, {1, "/AppX/Home", kRobot}, {61, "/AppY"}};
  const std::vector<Asked> late = {{61, "/appx/a.css"}, {200, "/AppZ"}};
  std::vector<Asked> all = early;
  all.insert(all.end(), late.begin(), late.end());
  SurveyFigures sum = surveyOf(early);
  sum.add(surveyOf(late));
  const SurveyFigures together = surveyOf(all);
  EXPECT_EQ(sum.all, together.all);
  EXPECT_EQ(sum.firstNs, together.firstNs);
  EXPECT_EQ(sum.lastNs, together.lastNs);
  EXPECT_EQ(sum.withAgent, together.withAgent);
  ASSERT_EQ(sum.segments.size(), together.segments.size());
  for (std::size_t i = 0; i < sum.segments.size(); ++i) {
    EXPECT_EQ(toLower(sum.segments[i].name), toLower(together.segments[i].name)) << "either spelling";
    EXPECT_EQ(sum.segments[i].requests, together.segments[i].requests);
  }
  ASSERT_EQ(sum.rates.bins.size(), together.rates.bins.size());
  for (std::size_t i = 0; i < sum.rates.bins.size(); ++i)
    EXPECT_EQ(sum.rates.bins[i].requests, together.rates.bins[i].requests);
  EXPECT_EQ(sum.rates.peak({}).startNs, together.rates.peak({}).startNs);
}

TEST(Survey, AddedUpHasTheWiderOfTwoWidths) {
  Survey many;
  for (std::int64_t i = 0; i < 2 * static_cast<std::int64_t>(Survey::kMostBins); ++i) many.add(recordOf({i, "/AppX"}));
  SurveyFigures sum = surveyOf({{3, "/AppX"}, {100'003, "/AppX"}});
  sum.add(many.figures());
  EXPECT_EQ(sum.rates.widthNs, many.figures().rates.widthNs);
  EXPECT_EQ(sum.all.total(), 2 * Survey::kMostBins + 2);
  EXPECT_EQ(sum.rates.bins.front().requests.total(), 6u) << "five seconds of one a second, and one more";
}

Record tierRecord(std::int64_t ms, const std::string& tier, std::int64_t tookMs) {
  Record record;
  record.stampNs = record.arrivalNs = ms * 1'000'000;
  record.durationNs = tookMs * 1'000'000;
  record.wholeSecondStamp = false;
  record.method = "GET";
  record.target = "/AppX";
  record.status = 200;
  record.tier = tier;
  return record;
}

TEST(TierSurvey, TellsWhichTierLiesInAnotherAndAddsUpTheChosen) {
  TierSurvey survey;
  for (int i = 0; i < 100; ++i) {
    survey.add(tierRecord(100 * i, "www", 50));
    survey.add(tierRecord(100 * i + 5, i % 2 == 0 ? "inX" : "inY", 30));
  }
  const TierFigures figures = survey.figures();
  ASSERT_EQ(figures.tiers.size(), 3u);
  EXPECT_TRUE(figures.doubled());
  EXPECT_EQ(figures.requests(), 200u);
  EXPECT_EQ(figures.of({}).all.total(), 100u) << "the outermost";
  EXPECT_EQ(figures.of({"inX"}).all.total(), 50u);
  EXPECT_EQ(figures.of({"inX", "inY"}).all.total(), 100u);
  EXPECT_EQ(figures.of({"nobody"}).all.total(), 100u) << "a name that there is not is passed over";
  EXPECT_EQ(TierFigures().of({}).all.total(), 0u);
}

TEST(RequestFilter, LeavesOutWhatItNames) {
  const auto takes = selectorOf(without({"robots", "static"}));
  EXPECT_TRUE(takes(recordOf({0, "/AppX/Home"})));
  EXPECT_FALSE(takes(recordOf({0, "/AppX/Home", kRobot})));
  EXPECT_FALSE(takes(recordOf({0, "/AppX/a.js"})));
  RequestFilter ignoring;
  ignoring.ignoredSegments = {"Robots.txt"};
  EXPECT_FALSE(selectorOf(ignoring)(recordOf({0, "/robots.TXT?a"})));
  EXPECT_TRUE(selectorOf(ignoring)(recordOf({0, "/AppX/robots.txt"})));
  EXPECT_FALSE(selectorOf({})) << "nothing to ask where all is taken";
}

TEST(RequestFilter, RefusesWordsThatNameNothing) {
  const auto filter = filterWithout({"robots", "people"});
  ASSERT_FALSE(filter.ok());
  EXPECT_THAT(filter.problems().front().what, ::testing::HasSubstr("people"));
}

}  // namespace
}  // namespace headroom::trace
