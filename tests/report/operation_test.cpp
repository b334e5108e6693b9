// What a report says of a model against its log, of availability, scaling and background work.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/report/compose.h"
#include "engine/report/html.h"
#include "tests/report/studies.h"

namespace headroom::report {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

std::vector<std::string> titlesOf(const Study& study) {
  std::vector<std::string> titles;
  for (const Section& section : compose(study).sections) titles.push_back(section.title);
  return titles;
}

const Table& tableOf(const Section& section, std::size_t index) {
  for (const Block& block : section.blocks) {
    const auto* table = std::get_if<Table>(&block);
    if (table != nullptr && index-- == 0) return *table;
  }
  throw std::out_of_range("no such table");
}

TEST(ReportOfOperation, HasItsChaptersOnlyWhereThereIsSomething) {
  EXPECT_THAT(titlesOf(samples::operated()), Contains("Against the log"));
  EXPECT_THAT(titlesOf(samples::operated()), Contains("Operation"));
  EXPECT_THAT(titlesOf(samples::intranet()), Not(Contains("Against the log")));
  EXPECT_THAT(titlesOf(samples::intranet()), Not(Contains("Operation")));
  EXPECT_THAT(titlesOf(samples::empty()), Contains("Results"));
}

TEST(ReportOfOperation, PutsPredictedBesideLoggedAndJudgesZones) {
  const Section section = validationSection(samples::operated());
  const auto& verdict = std::get<Statement>(section.blocks.at(0));
  EXPECT_EQ(verdict.tone, Tone::Bad);
  EXPECT_EQ(verdict.text,
            "Not validated: a zone is farther than 5 % from the log. Largest error: +9.8 % in the p99 of wait for a "
            "server, zone Global.");
  const Table& table = tableOf(section, 0);
  EXPECT_EQ(table.rows.at(0).at(3).text, "91.2\nlogged 92.5\n−1.4 %");
  EXPECT_EQ(table.rows[0][3].tone, Tone::Good);
  EXPECT_EQ(table.rows[0][6].tone, Tone::Bad);
  EXPECT_EQ(table.rows[1][6].text, "95.0\nlogged 90.0\nnot judged");
  EXPECT_EQ(table.rows[2][0].text, "server FE1");
  EXPECT_EQ(table.rows[2][3].tone, Tone::Plain);  // shown, not judged
}

TEST(ReportOfOperation, SaysWhenItIsValidatedAndWhenNobodyAsked) {
  Study study = samples::operated();
  study.run.validation->within = true;
  study.run.validation->rows.resize(2);
  study.run.validation->rows[0].error.p99 = 0.01;
  EXPECT_EQ(std::get<Statement>(validationSection(study).blocks.at(0)).tone, Tone::Good);
  study.run.validation->tolerance.reset();
  EXPECT_THAT(std::get<Statement>(validationSection(study).blocks.at(0)).text, HasSubstr("No tolerance"));
}

/// What stands below a heading; nullptr where there is no such heading.
const Figure* figureBelow(const Section& section, const std::string& title) {
  for (std::size_t i = 0; i + 1 < section.blocks.size(); ++i) {
    const auto* heading = std::get_if<Heading>(&section.blocks[i]);
    if (heading != nullptr && heading->text == title) return std::get_if<Figure>(&section.blocks[i + 1]);
  }
  return nullptr;
}

TEST(ReportOfOperation, DrawsTheServersOfScaledZonesByWhatTheyDo) {
  EXPECT_EQ(figureBelow(overTimeSection(samples::intranet()), "Servers of scaled zones"), nullptr);
  const Section section = overTimeSection(samples::operated());
  const Figure* figure = figureBelow(section, "Servers of scaled zones");
  ASSERT_NE(figure, nullptr);
  EXPECT_THAT(figure->caption, HasSubstr("Global"));
  std::vector<std::string> columns;
  for (const Column& column : figure->twin.columns) columns.push_back(column.title);
  EXPECT_THAT(columns, Contains(HasSubstr("ready")));
  EXPECT_THAT(columns, Contains(HasSubstr("booting")));
  EXPECT_THAT(columns, Contains(HasSubstr("draining")));
}

TEST(ReportOfOperation, TellsConnectionsWhereOpeningOneCosts) {
  const auto rowsOf = [](const Study& study) {
    std::size_t rows = 0;
    for (const Block& block : resultsSection(study).blocks) {
      const auto* table = std::get_if<Table>(&block);
      if (table != nullptr && table->caption.starts_with("Connections opened")) rows += table->rows.size();
    }
    return rows;
  };
  EXPECT_EQ(rowsOf(samples::intranet()), 0u);
  EXPECT_EQ(rowsOf(samples::operated()), 1u);
}

TEST(ReportOfOperation, ListsAvailabilityScalingAndBackgroundWork) {
  const Section section = operationsSection(samples::operated());
  EXPECT_EQ(tableOf(section, 0).rows.at(0).at(2).text, "99.957");
  EXPECT_EQ(tableOf(section, 0).rows.at(0).at(3).text, "99.937–99.977");
  EXPECT_EQ(tableOf(section, 0).rows.at(1).at(3).text, "one replication");
  EXPECT_EQ(tableOf(section, 1).rows.at(0).at(2).text, "3.6\n3.4–3.8") << "what is paid for";
  EXPECT_EQ(tableOf(section, 1).rows.at(0).at(4).text, "6");
  const Table& work = tableOf(section, 2);
  EXPECT_EQ(work.rows.at(0).at(0).text, "Nightly invoices");
  EXPECT_EQ(work.rows.at(0).at(5).tone, Tone::Near);
  EXPECT_EQ(work.rows.at(1).at(3).text, "12");
  EXPECT_EQ(work.rows.at(1).at(3).tone, Tone::Bad);
}

}  // namespace
}  // namespace headroom::report
