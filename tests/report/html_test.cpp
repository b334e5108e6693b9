#include <gtest/gtest.h>

#include <set>

#include "tests/report/studies.h"

namespace headroom::report {
namespace {

/// Not a matcher: a whole report in a failure message helps nobody.
bool has(const std::string& html, const std::string& part) {
  return html.find(part) != std::string::npos;
}

const std::vector<std::pair<const char*, Study>>& studies() {
  static const std::vector<std::pair<const char*, Study>> all = {{"intranet", samples::intranet()},
                                                                 {"dmz", samples::dmz()},
                                                                 {"fifty", samples::fifty()},
                                                                 {"empty", samples::empty()},
                                                                 {"hostile", samples::hostile()}};
  return all;
}

/// Tags in order, with "/" for closing ones; attributes left out, void and self-closed elements too.
std::vector<std::string> tagsOf(const std::string& html) {
  static const std::set<std::string> kVoid = {"!DOCTYPE", "meta", "br", "hr", "img", "link"};
  std::vector<std::string> tags;
  for (std::size_t at = html.find('<'); at != std::string::npos; at = html.find('<', at + 1)) {
    const std::size_t end = html.find('>', at);
    if (end == std::string::npos) return {"a tag without end"};
    const std::string tag = html.substr(at + 1, html.find_first_of(" >/", at + 2) - at - 1);
    if (html[end - 1] != '/' && !kVoid.count(tag)) tags.push_back(tag);
  }
  return tags;
}

TEST(HtmlReport, EveryTagThatOpensCloses) {
  for (const auto& [name, study] : studies()) {
    std::vector<std::string> open;
    for (const std::string& tag : tagsOf(toHtml(study))) {
      if (tag[0] != '/') {
        open.push_back(tag);
        continue;
      }
      ASSERT_FALSE(open.empty()) << name << ": " << tag;
      ASSERT_EQ(tag.substr(1), open.back()) << name;
      open.pop_back();
    }
    EXPECT_TRUE(open.empty()) << name << " leaves open " << (open.empty() ? "" : open.back());
  }
}

TEST(HtmlReport, OnlyTagsOfOurOwnAppear) {
  static const std::set<std::string> kOurs = {
      "html",   "head",       "title",   "style",   "body", "main",  "header",  "h1",     "h2",    "h3",
      "p",      "nav",        "ol",      "ul",      "li",   "a",     "section", "strong", "table", "caption",
      "thead",  "tbody",      "tr",      "th",      "td",   "small", "div",     "dl",     "dt",    "dd",
      "figure", "figcaption", "details", "summary", "svg",  "desc",  "text"};
  for (const auto& [name, study] : studies()) {
    for (const std::string& tag : tagsOf(toHtml(study)))
      EXPECT_TRUE(kOurs.count(tag[0] == '/' ? tag.substr(1) : tag)) << name << ": " << tag;
  }
}

TEST(HtmlReport, NamesCannotBecomeMarkup) {
  const std::string html = toHtml(samples::hostile());
  EXPECT_FALSE(has(html, "<script"));
  EXPECT_FALSE(has(html, "<img"));
  EXPECT_FALSE(has(html, "<b>"));
  EXPECT_TRUE(has(html, "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;&amp;"));
  EXPECT_EQ(html.find("</style>"), html.rfind("</style>"));
}

TEST(HtmlReport, ControlCharactersAndDirectionOverridesAreSpelledOut) {
  const std::string html = toHtml(samples::hostile());
  for (const char c : html) EXPECT_TRUE(c == '\n' || static_cast<unsigned char>(c) >= 0x20);
  EXPECT_FALSE(has(html, "\u202E"));
  EXPECT_FALSE(has(html, "\xff"));
  EXPECT_TRUE(has(html, "\\xFF"));
}

TEST(HtmlReport, NoFigureIsNanOrInfinite) {
  for (const auto& [name, study] : studies()) {
    const std::string html = toHtml(study);
    for (const char* word : {"\"nan\"", "\"inf\"", ">nan<", ">inf<", "nan,", "inf,", "-nan", ">-inf"})
      EXPECT_FALSE(has(html, word)) << name;
  }
}

TEST(HtmlReport, StaysUnderTwoMegabytes) {
  for (const auto& [name, study] : studies()) EXPECT_LT(toHtml(study).size(), 2'000'000u) << name;
}

TEST(HtmlReport, StaysUnderTwoMegabytesForAThousandServersAndWindows) {
  Study study = samples::dmz();
  const results::ServerResult server = study.run.servers.front();
  for (int i = 0; i < 1000; ++i) {
    const std::string name = "server-" + std::to_string(i);
    study.farm.servers.push_back(study.farm.servers.front());
    study.farm.servers.back().name = name;
    study.farm.zones.front().members.push_back({name, 1});
    study.run.servers.push_back(server);
    study.run.servers.back().name = name;
    study.plan->rows.push_back(study.plan->rows.back());
    study.plan->rows.back().situation = name + " lost";
    results::Series series{name, "utilisation", "", {}, {}};
    for (int w = 0; w < 1000; ++w) {
      series.times.push_back(w);
      series.values.push_back((w * 37 % 100) / 100.0);
    }
    study.run.series.push_back(series);
  }
  const std::string html = toHtml(study);
  EXPECT_LT(html.size(), 2'000'000u);
  EXPECT_TRUE(has(html, "the first 200 of 1\u00A0013 rows"));
  EXPECT_TRUE(has(html, "less busy servers"));
}

TEST(HtmlReport, LoadsNothingAndRunsNothing) {
  const std::string html = toHtml(samples::intranet());
  EXPECT_TRUE(
      has(html, "Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\""));
  EXPECT_TRUE(has(html, "<html lang=\"en\">"));
  for (const char* word : {"src=", "url(", "@import", "javascript:", " onload", "http-equiv=\"refresh"})
    EXPECT_FALSE(has(html, word)) << word;
}

TEST(HtmlReport, HeadingsComeInOrder) {
  for (const auto& [name, study] : studies()) {
    int depth = 0;
    for (const std::string& tag : tagsOf(toHtml(study))) {
      if (tag.size() != 2 || tag[0] != 'h') continue;
      EXPECT_LE(tag[1] - '0', depth + 1) << name;
      depth = tag[1] - '0';
    }
  }
}

TEST(HtmlReport, EveryChartHasATitleADescriptionAndATable) {
  const std::string html = toHtml(samples::intranet());
  std::size_t charts = 0, titles = 0, twins = 0;
  for (const std::string& tag : tagsOf(html)) {
    charts += tag == "svg";
    titles += tag == "desc";
    twins += tag == "details";
  }
  EXPECT_GE(charts, 12u);
  EXPECT_EQ(titles, charts);
  EXPECT_GE(twins + 1, charts);  // the dot plot of situations has its table right below it
}

TEST(HtmlReport, FollowsADarkScreenAndKeepsPaperWhite) {
  const std::string html = toHtml(samples::intranet());
  EXPECT_TRUE(has(html, "@media screen and (prefers-color-scheme:dark)"));
  EXPECT_TRUE(has(html, "@media print"));
  EXPECT_TRUE(has(html, "thead{display:table-header-group}"));
}

TEST(HtmlReport, SameStudySameBytes) {
  for (const auto& [name, study] : studies()) EXPECT_EQ(toHtml(study), toHtml(study)) << name;
}

TEST(HtmlReport, LongNamesAreCutAndStayDifferent) {
  Study study = samples::empty();
  study.farm.servers.resize(2);
  study.farm.servers[0].name = std::string(300, 'a') + "1";
  study.farm.servers[1].name = std::string(300, 'a') + "2";
  const std::string html = toHtml(study);
  EXPECT_FALSE(has(html, std::string(121, 'a')));
  const std::size_t first = html.find("…#"), second = html.find("…#", html.find("</tr>", first));
  ASSERT_NE(second, std::string::npos);
  EXPECT_NE(html.substr(first, 10), html.substr(second, 10));
}

}  // namespace
}  // namespace headroom::report
