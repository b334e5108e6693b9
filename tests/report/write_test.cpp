#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "engine/base/file.h"
#include "tests/report/studies.h"

namespace headroom::report {
namespace {

using ::testing::HasSubstr;

class WrittenReport : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() /
              ("headroom-report-" + std::string(::testing::UnitTest::GetInstance()->current_test_info()->name()));
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string at(const std::string& name) const { return (folder_ / name).string(); }

  std::filesystem::path folder_;
};

TEST_F(WrittenReport, TheEndingChoosesTheFormat) {
  const Study study = samples::intranet();
  for (const char* name : {"r.html", "r.PDF", "r.json", "r.csv"}) ASSERT_TRUE(write(study, at(name)).ok()) << name;
  EXPECT_TRUE(readFile(at("r.html"))->starts_with("<!DOCTYPE html>"));
  EXPECT_TRUE(readFile(at("r.PDF"))->starts_with("%PDF-"));
  EXPECT_TRUE(readFile(at("r.json"))->starts_with("{"));
  EXPECT_TRUE(readFile(at("r.csv"))->starts_with("kind,name,"));
}

TEST_F(WrittenReport, UnknownEndingsAreRefusedWithTheKnownOnes) {
  for (const char* name : {"r.docx", "r", ".hidden/r", "r."}) {
    const Outcome outcome = write(samples::empty(), at(name));
    ASSERT_FALSE(outcome.ok()) << name;
    EXPECT_THAT(format(outcome.problems()[0]), HasSubstr(".html, .pdf, .json or .csv"));
    EXPECT_FALSE(std::filesystem::exists(at(name)));
  }
}

TEST_F(WrittenReport, AFolderThatIsNotThereIsAProblemThatNamesIt) {
  const Outcome outcome = write(samples::empty(), at("nowhere/r.html"));
  ASSERT_FALSE(outcome.ok());
  EXPECT_THAT(format(outcome.problems()[0]), HasSubstr("nowhere/r.html"));
}

TEST_F(WrittenReport, AFullDiskLeavesTheOldReport) {
  const Outcome outcome = write(samples::intranet(), "/dev/full.html");
  if (outcome.ok()) std::filesystem::remove("/dev/full.html");  // a container may let us write into /dev
  ASSERT_TRUE(writeFileAtomically(at("r.html"), "old").ok());
  std::filesystem::create_directories(at("r.json"));
  EXPECT_FALSE(write(samples::intranet(), at("r.json")).ok());
  EXPECT_EQ(*readFile(at("r.html")), "old");
}

TEST_F(WrittenReport, TheJsonReadsBackAsRunAndPlan) {
  const Study study = samples::intranet();
  ASSERT_TRUE(write(study, at("r.json")).ok());
  const std::string json = *readFile(at("r.json"));
  const auto run = results::fromJson(json);
  ASSERT_TRUE(run.ok()) << format(run.problems()[0]);
  EXPECT_EQ(*run, study.run);
  const auto plan = results::planFromJson(json);
  ASSERT_TRUE(plan.ok());
  EXPECT_EQ(*plan, *study.plan);
  EXPECT_THAT(json, HasSubstr("\"findings\": ["));
}

TEST_F(WrittenReport, HostileStudiesStillGiveReadableJson) {
  ASSERT_TRUE(write(samples::hostile(), at("r.json")).ok());
  EXPECT_TRUE(results::fromJson(*readFile(at("r.json"))).ok());
}

TEST(PdfReport, SameStudySameBytes) {
  const auto first = toPdf(samples::intranet()), second = toPdf(samples::intranet());
  ASSERT_TRUE(first.ok());
  EXPECT_EQ(*first, *second);
}

TEST(PdfReport, TheDateInsideIsTheStudysOwn) {
  const auto pdf = toPdf(samples::intranet());
  ASSERT_TRUE(pdf.ok());
  EXPECT_THAT(*pdf, HasSubstr("/CreationDate (20260720000000"));
}

TEST(PdfReport, EveryStudyBecomesAPdf) {
  for (const Study& study : {samples::dmz(), samples::fifty(), samples::empty(), samples::hostile()}) {
    const auto pdf = toPdf(study);
    ASSERT_TRUE(pdf.ok());
    EXPECT_TRUE(pdf->starts_with("%PDF-"));
    EXPECT_LT(pdf->size(), 2'000'000u);
  }
}

}  // namespace
}  // namespace headroom::report
