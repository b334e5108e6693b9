// Reads the PDF back with poppler's tools; built only where they are installed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <sstream>

#include "engine/base/text.h"
#include "tests/report/studies.h"

namespace headroom::report {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string outputOf(const std::string& command) {
  std::string output;
  FILE* pipe = ::popen(command.c_str(), "r");
  std::array<char, 4096> buffer{};
  for (std::size_t got = 0; (got = std::fread(buffer.data(), 1, buffer.size(), pipe)) > 0;)
    output.append(buffer.data(), got);
  ::pclose(pipe);
  return output;
}

/// The text of each page, in reading order.
std::vector<std::string> pagesOf(const Study& study, const std::string& name) {
  const std::string path = (std::filesystem::temp_directory_path() / ("headroom-pdf-text-" + name + ".pdf")).string();
  EXPECT_TRUE(write(study, path).ok());
  std::string text = outputOf(HEADROOM_PDFTOTEXT " -layout '" + path + "' -");
  std::filesystem::remove(path);
  std::vector<std::string> pages;
  for (std::size_t end = text.find('\f'); end != std::string::npos; end = text.find('\f')) {
    pages.push_back(text.substr(0, end));
    text.erase(0, end + 1);
  }
  return pages;
}

std::string withPlainSpaces(std::string text) {
  for (std::size_t at = text.find("\u00A0"); at != std::string::npos; at = text.find("\u00A0"))
    text.replace(at, 2, " ");
  return text;
}

TEST(PdfText, PagesAreNumberedAndCarryTheTitle) {
  const auto pages = pagesOf(samples::intranet(), "numbered");
  ASSERT_GE(pages.size(), 6u);
  ASSERT_LE(pages.size(), 12u);
  for (std::size_t i = 0; i < pages.size(); ++i) {
    EXPECT_THAT(pages[i], HasSubstr("Page " + std::to_string(i + 1) + " of " + std::to_string(pages.size())));
    EXPECT_THAT(pages[i], HasSubstr("Capacity of intranet-zone"));
  }
}

TEST(PdfText, TheBriefFitsOnTheFirstPage) {
  const std::string first = withPlainSpaces(pagesOf(samples::intranet(), "brief").front());
  for (const char* part : {"1.115 ×", "p95 of AppX below 150 ms", "not shown", "missed", "met", "Main risks",
                           "Recommended next steps", "Relieve FE2 and FE3"}) {
    EXPECT_THAT(first, HasSubstr(part));
  }
}

TEST(PdfText, ItSaysWhatTheHtmlSays) {
  std::string all;
  for (const std::string& page : pagesOf(samples::intranet(), "same")) all += withPlainSpaces(page);
  for (const char* part :
       {"The farm", "Demand", "Results", "Over time", "Headroom", "Loss of each server", "Findings of the checks",
        "Assumptions", "Method", "Run manifest", "5b1e0c9a77d2f410", "OVERLOAD FE3", "Zone Intranet", "2 613 001"}) {
    EXPECT_THAT(all, HasSubstr(part));
  }
}

TEST(PdfText, NoPageIsNearlyEmptyExceptTheLast) {
  for (const auto& [name, study] : {std::pair{"intranet", samples::intranet()}, std::pair{"dmz", samples::dmz()},
                                    std::pair{"fifty", samples::fifty()}}) {
    const auto pages = pagesOf(study, name);
    for (std::size_t i = 0; i + 1 < pages.size(); ++i)
      EXPECT_GT(pages[i].size(), 300u) << name << " page " << i + 1 << ":\n" << pages[i];
  }
}

TEST(PdfText, TablesThatGoOnRepeatTheirHeader) {
  int headers = 0;
  for (const std::string& page : pagesOf(samples::fifty(), "headers"))
    headers += page.find("Workers") != std::string::npos && page.find("production-front") != std::string::npos;
  EXPECT_GE(headers, 2);
}

/// The last line of a page above its footer, without the spaces around it.
std::string lastLineOf(const std::string& page) {
  std::string last;
  std::istringstream in(page);
  for (std::string line; std::getline(in, line) && line.find("Page ") == std::string::npos;) {
    const std::string text(trim(line));
    if (!text.empty()) last = text;
  }
  return last;
}

TEST(PdfText, NoHeadingStandsAloneAtTheEndOfAPage) {
  for (const Study& study : {samples::intranet(), samples::dmz(), samples::fifty()}) {
    for (const std::string& page : pagesOf(study, "orphans")) {
      const std::string last = lastLineOf(page);
      EXPECT_FALSE(last.empty());
      for (const char* heading :
           {"The farm", "Demand", "Results", "Over time", "Headroom", "Method", "Assumptions", "Response times",
            "Load per zone", "Utilisation of the servers", "Requests waiting for a worker", "Arrivals over time",
            "Self-checks of the run", "Run manifest", "Loss of each server", "Findings of the checks"}) {
        EXPECT_NE(last, heading);
      }
    }
  }
}

TEST(PdfText, HostileNamesStayText) {
  std::string all;
  for (const std::string& page : pagesOf(samples::hostile(), "hostile")) all += page;
  EXPECT_THAT(all, HasSubstr("<script>alert('x')"));
  EXPECT_THAT(all, Not(HasSubstr("\u202E")));
}

}  // namespace
}  // namespace headroom::report
