#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "engine/report/compose.h"
#include "engine/report/story.h"
#include "engine/report/words.h"
#include "tests/report/studies.h"

namespace headroom::report {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

std::string textOf(const std::vector<Bullets::Item>& items) {
  std::string text;
  for (const Bullets::Item& item : items) text += item.lead + " " + item.text + "\n";
  return text;
}

std::string plainSpaces(std::string text) {
  for (std::size_t at = text.find("\u00A0"); at != std::string::npos; at = text.find("\u00A0"))
    text.replace(at, 2, " ");
  return text;
}

/// Everything a section says in words, tables included.
std::string textOf(const Section& section) {
  std::string text = section.title + "\n";
  for (const Block& block : section.blocks) {
    if (const auto* heading = std::get_if<Heading>(&block)) text += heading->text + "\n";
    if (const auto* paragraph = std::get_if<Paragraph>(&block)) text += paragraph->text + "\n";
    if (const auto* bullets = std::get_if<Bullets>(&block)) text += textOf(bullets->items);
    if (const auto* figure = std::get_if<Figure>(&block)) text += "[figure] " + figure->caption + "\n";
    if (const auto* table = std::get_if<Table>(&block)) {
      text += table->caption + "\n";
      for (const auto& row : table->rows) {
        for (const Cell& cell : row) text += cell.text + " | ";
        text += "\n";
      }
    }
    if (const auto* facts = std::get_if<Facts>(&block)) {
      for (const auto& [name, value] : facts->pairs) text += name + ": " + value + "\n";
    }
  }
  return plainSpaces(text);
}

TEST(Verdict, NamesTheFactorItsIntervalTheLimitAndTheWorstLoss) {
  const Statement verdict = verdictOf(samples::intranet());
  EXPECT_EQ(
      plainSpaces(verdict.text),
      "The farm holds 1.115 × today's load (1.111…1.119); first limit: utilisation of FE3 at 70 %; losing FE2 "
      "overloads FE3: 107 %; so does the "
      "loss of 1 other server. Today's load here is the load that the farm states; under the replayed log the busiest "
      "resource is FE2 at 62.7 %.");
  EXPECT_EQ(verdict.tone, Tone::Near);
}

TEST(Verdict, IsGoodOnlyWhenEveryLossIsSurvived) {
  EXPECT_EQ(verdictOf(samples::dmz()).tone, Tone::Good);
  EXPECT_THAT(plainSpaces(verdictOf(samples::dmz()).text),
              HasSubstr("with any one server lost it still holds 1.07 × today's load or more"));
}

TEST(Verdict, SaysThatTodayIsAlreadyTooMuch) {
  Study study = samples::intranet();
  study.plan->rows[0].loads[2].utilisation = 1.2;
  EXPECT_THAT(plainSpaces(verdictOf(study).text), HasSubstr("does not carry today's load: FE3 is asked for 120 %"));
  EXPECT_EQ(verdictOf(study).tone, Tone::Bad);
  study = samples::intranet();
  study.plan->rows[0].holdsToday = false;
  EXPECT_THAT(verdictOf(study).text, HasSubstr("breaks a limit at today's load already"));
}

TEST(Verdict, WithoutAPlanJudgesTheObjectives) {
  Study study = samples::intranet();
  study.plan.reset();
  EXPECT_THAT(plainSpaces(verdictOf(study).text),
              HasSubstr("shown to meet 1 of 3 objectives and misses 1; the busiest resource is FE2 at 62.7 %"));
}

TEST(Verdict, IsWithdrawnWhenASelfCheckIsBroken) {
  Study study = samples::dmz();
  study.run.checks[0].ok = false;
  EXPECT_THAT(verdictOf(study).text, HasSubstr("must not be relied on"));
  EXPECT_EQ(verdictOf(study).tone, Tone::Bad);
}

TEST(Verdict, OfNothingSaysThatNothingWasSimulated) {
  EXPECT_THAT(verdictOf(samples::empty()).text, HasSubstr("No request was simulated"));
}

TEST(Risks, ComeWorstFirst) {
  const auto risks = risksOf(samples::intranet());
  ASSERT_GE(risks.size(), 4u);
  bool over = false;
  for (const auto& risk : risks) {
    over |= risk.tone != Tone::Bad;
    EXPECT_TRUE(!over || risk.tone != Tone::Bad) << risk.lead;
  }
  EXPECT_THAT(plainSpaces(textOf(risks)), HasSubstr("Losing FE2 overloads FE3. It would be asked for 107 %"));
}

TEST(Risks, CountFailedRequestsAndLostLogLines) {
  Study study = samples::empty();
  study.run.totals = {1000, 900, 0, {100, 0, 0, 0, 0}};
  study.run.log = results::LogFacts{};
  study.run.log->lines = 100;
  study.run.log->valid = 80;
  study.run.log->malformed = 20;
  study.run.log->unmapped = 8;
  const std::string text = plainSpaces(textOf(risksOf(study)));
  EXPECT_THAT(text, HasSubstr("10.0 % of the requests failed: 100 queue full."));
  EXPECT_THAT(text, HasSubstr("20.0 % of its lines could not be read"));
  EXPECT_THAT(text, HasSubstr("10.0 % of the log belongs to no application"));
}

TEST(NextSteps, WorkOutHowManyCoresAreMissingAndWhoCanHelp) {
  const std::string text = plainSpaces(textOf(nextStepsOf(samples::intranet())));
  EXPECT_THAT(text, HasSubstr("Relieve FE2 and FE3."));
  EXPECT_THAT(text, HasSubstr("work of 1.5 cores must find another server"));                    // (1.07 - 0.70) * 4
  EXPECT_THAT(text, HasSubstr("FE1 is not in zone Intranet and has 0.60 cores to spare then"));  // (0.70 - 0.55) * 4
}

TEST(NextSteps, SayHowMuchLongerToMeasure) {
  Study study = samples::empty();
  study.run.replications = 10;
  study.run.slos = {{"x", "p95 of A below 100 ms", {99, 95, 103, 50, {}}, 100, results::SloVerdict::Verdict::NotShown}};
  EXPECT_THAT(plainSpaces(textOf(nextStepsOf(study))),
              HasSubstr("About 192 replications instead of 10"));  // 10 * (4/1)^2 * 1.2
}

TEST(NextSteps, RepairErrorsOfTheFarmFirst) {
  Study study = samples::intranet();
  study.findings.push_back({"AD01", Severity::Error, "zone Intranet", 3, 1, "cause", "Give the zone an address."});
  const auto steps = nextStepsOf(study);
  EXPECT_EQ(steps[0].lead, "Repair zone Intranet (AD01).");
  EXPECT_EQ(steps[0].text, "Give the zone an address.");
}

TEST(NextSteps, AskForThePlanWhenThereIsNone) {
  EXPECT_THAT(textOf(nextStepsOf(samples::empty())), HasSubstr("headroom plan"));
}

TEST(Report, HasItsChaptersInOrder) {
  std::vector<std::string> titles;
  for (const Section& section : compose(samples::intranet()).sections) titles.push_back(section.title);
  EXPECT_EQ(titles, (std::vector<std::string>{"In brief", "The farm", "Demand", "Results", "Over time", "Headroom",
                                              "Loss of each server", "Findings of the checks", "Assumptions", "Method",
                                              "Run manifest"}));
}

TEST(Report, TheCheckThatNobodyAskedForIsTheOneOfRuns) {
  Study study = samples::intranet();
  study.farm.zones[0].balancer = farm::Balancer{};
  EXPECT_THAT(textOf(farmSection(study)), HasSubstr("TCP every 2 s, out after 3"));
  study.farm.zones[0].balancer->healthCheck.kind = farm::HealthCheck::Kind::Http;
  EXPECT_THAT(textOf(farmSection(study)), HasSubstr("HTTP every 2 s, out after 3"));
}

TEST(FarmSection, SaysWhichMembersAreOutOfServiceFromTheStart) {
  Study study = samples::intranet();
  farm::Zone& zone = study.farm.zones[1];
  ASSERT_EQ(zone.members.size(), 2U);
  zone.members[0].disabled = true;
  zone.members[1].drain = true;
  EXPECT_THAT(textOf(farmSection(study)),
              HasSubstr(zone.members[0].server + " in maintenance and " + zone.members[1].server + " draining"));
}

TEST(FarmSection, SaysHowRulesMatchAndWhichOneWins) {
  Study study = samples::intranet();
  study.farm.proxy->routes = {{"", "/AppX", farm::Route::Match::FinalPrefix, "Global", {}, {}},
                              {"", "^/App[YZ]", farm::Route::Match::RegexIgnoreCase, "Intranet", {}, {}}};
  study.farm.proxy->product = farm::Product::Nginx;
  EXPECT_THAT(textOf(farmSection(study)),
              AllOf(HasSubstr("an exact path wins, then the first expression, then the longest path"),
                    HasSubstr("/AppX | begins with, before expressions | Global"),
                    HasSubstr("^/App[YZ] | expression, any case | Intranet")));
  study.farm.proxy->product = farm::Product::Haproxy;
  EXPECT_THAT(textOf(farmSection(study)), HasSubstr("the first rule that matches wins"));
  study.farm.proxy->product = farm::Product::Unspecified;
  EXPECT_THAT(textOf(farmSection(study)), HasSubstr("the longest matching path wins"));
}

TEST(Report, MissingPartsLeaveASentence) {
  const Study nothing = samples::empty();
  EXPECT_THAT(textOf(headroomSection(nothing)), HasSubstr("No plan belongs to this report"));
  EXPECT_THAT(textOf(lossSection(nothing)), HasSubstr("No situation with a server lost"));
  EXPECT_THAT(textOf(demandSection(nothing)), HasSubstr("no log was replayed"));
  EXPECT_THAT(textOf(demandSection(nothing)), HasSubstr("no demand curve to draw"));
  EXPECT_THAT(textOf(resultsSection(nothing)), HasSubstr("nothing was simulated"));
  EXPECT_THAT(textOf(overTimeSection(nothing)), HasSubstr("no values over time"));
  EXPECT_THAT(textOf(findingsSection(nothing)), HasSubstr("found nothing"));
  EXPECT_THAT(textOf(assumptionsSection(nothing)), HasSubstr("Treat every one of them as assumed"));
  EXPECT_THAT(textOf(farmSection(nothing)), HasSubstr("neither a proxy nor a zone"));
}

TEST(Report, SeriesWithoutAnyValueLeaveASentence) {
  const std::string text = textOf(overTimeSection(samples::hostile()));
  EXPECT_THAT(text, HasSubstr("No window of the run has a response time to draw"));
  EXPECT_THAT(text, Not(HasSubstr("[figure]")));
}

TEST(Report, AReplayWithoutIntervalsSaysWhy) {
  Study study = samples::intranet();
  for (auto& zone : study.run.zones) {
    for (auto* e : {&zone.throughput, &zone.response.mean, &zone.response.p50}) {
      e->low.reset();
      e->high.reset();
      e->why = "a log happens once";
    }
  }
  EXPECT_THAT(textOf(resultsSection(study)),
              HasSubstr("The figures carry no confidence interval: a log happens once."));
}

TEST(Report, TheManifestCarriesWhatRepeatsTheRun) {
  const std::string text = textOf(manifestSection(samples::intranet()));
  for (const char* part :
       {"headroom 0.1.0", "Seed: 1", "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "5b1e0c9a77d2f410", "31 204 889", "scenarios/intranet-zone/intranet-zone.farm"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
}

TEST(Report, AssumptionsSayWhereFiguresComeFromAndWhatWasDefaulted) {
  const std::string text = textOf(assumptionsSection(samples::intranet()));
  EXPECT_THAT(text, HasSubstr("Database cores | assumed | not stated"));
  EXPECT_THAT(text, HasSubstr("Arrival rates | measured | peak hour of 14 July 2026"));
  EXPECT_THAT(text, HasSubstr("100 a core for pools that state none, on FE1, FE2 and FE3."));
}

TEST(Report, LogFactsAreAllThere) {
  const std::string text = textOf(demandSection(samples::intranet()));
  for (const char* part : {"2 613 001, of them 2 612 340 valid, 17 malformed", "IIS W3C", "u_ex260714.log:20411",
                           "578 req/s at 2026-07-14T07:46:00Z", "favicon.ico (4100)"}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
}

TEST(Report, TheLossMatrixFlagsOverload) {
  const Section section = lossSection(samples::intranet());
  const auto& figure = std::get<Figure>(section.blocks.front());
  ASSERT_EQ(figure.twin.rows.size(), 4u);
  EXPECT_EQ(figure.twin.rows[2].back().text, "OVERLOAD FE3");
  EXPECT_EQ(figure.twin.rows[2][2].text, "out");
  EXPECT_EQ(figure.twin.rows[2][3].text, "107");
}

TEST(Words, ShortNamesKeepWhatTellsThemApart) {
  const ShortNames names({"front-end-1.west.example", "front-end-2.west.example", "front-end-12.west.example"});
  EXPECT_EQ(names.of("front-end-12.west.example"), "…12");
  EXPECT_EQ(names.of("front-end-1.west.example lost"), "…1 lost");
  EXPECT_EQ(names.of("proxy"), "proxy");
  EXPECT_EQ(ShortNames({"FE1", "FE2"}).of("FE1"), "FE1");
}

TEST(Words, FittedTextIsNeverWiderThanItsRoom) {
  for (const double room : {20.0, 50.0, 120.0}) {
    for (const char* text : {"a", "front-end-number-one", "日本語のサーバー名前", "WWWWWWWWWWWW"}) {
      EXPECT_LE(widthOf(fitted(text, room, 11), 11), room + 11) << text;
      EXPECT_LE(widthOf(fittedName(text, room, 11), 11), room + 11) << text;
    }
  }
  EXPECT_EQ(fittedName("zone-with-a-long-name-7", 90, 11).back(), '7');
}

TEST(Words, QuantitiesGetASpaceBeforeTheirUnit) {
  EXPECT_EQ(spaced("12ms"), "12\u00A0ms");
  EXPECT_EQ(spaced("lognormal(80ms, 1.44)"), "lognormal(80\u00A0ms, 1.44)");
}

}  // namespace
}  // namespace headroom::report
