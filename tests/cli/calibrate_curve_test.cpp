// The shape of a day or a week in a calibrated farm.
#include <cstdio>

#include "engine/results/results.h"
#include "tests/cli/cli_fixture.h"

namespace headroom::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

class CalibratedCurve : public Cli {
 protected:
  /// From a Monday on, so many days: 36 requests an hour, 144 from nine to ten, and half of that on Sunday.
  std::string log(int days, int lastHour = 23) const {
    std::string text;
    for (int day = 0; day < days; ++day) {
      for (int hour = 0; hour <= lastHour; ++hour) {
        const int requests = (hour == 9 ? 144 : 36) / (day % 7 == 6 ? 2 : 1);
        for (int i = 0; i < requests; ++i) {
          const int second = i * 3600 / requests;
          char line[200];
          std::snprintf(
              line, sizeof line,
              "10.0.0.%d - - [%02d/Nov/2026:%02d:%02d:%02d.000 +0000] \"GET /Shop/Home HTTP/1.1\" 200 500 \"-\" "
              "\"curl\" rt=0.015\n",
              i % 20, 23 + day, hour, second / 60, second % 60);
          text += line;
        }
      }
    }
    return file("access.log", text);
  }
  std::string farm() const { return file("shop.farm", farmText()); }
  static std::size_t count(const std::string& text, const std::string& part) {
    std::size_t found = 0;
    for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
    return found;
  }
};

TEST_F(CalibratedCurve, FollowsTheDayFromItsFullestHourOn) {
  const Answer answer = headroom({"calibrate", farm(), log(1), "--curve", "day", "-o", path("fitted.farm")});
  ASSERT_EQ(answer.code, 0) << answer.err;
  const std::string fitted = contentOf("fitted.farm");
  EXPECT_THAT(fitted, HasSubstr("rate: \"0.04/s\""));  // 144 an hour
  EXPECT_THAT(fitted, HasSubstr("point { at: \"30min\" factor: 1 }"));
  EXPECT_EQ(count(fitted, "point {"), 24u);
  EXPECT_EQ(count(fitted, "factor: 0.25 "), 22u);
  EXPECT_EQ(count(fitted, "factor: 0.2571 "), 1u);  // the log ends 99 s before its last hour does
  EXPECT_THAT(fitted, HasSubstr("subject: \"Shape of the rates\""));
  // a day of the fitted farm has the log's 972 requests, give or take chance
  const Answer run = headroom({"run", path("fitted.farm"), "--duration", "24h", "--replications", "4", "--json"});
  const auto result = results::fromJson(run.out);
  ASSERT_TRUE(result.ok()) << run.err;
  EXPECT_NEAR(static_cast<double>(result->totals.arrivals), 4 * 972, 3 * 63);  // three standard deviations
}

TEST_F(CalibratedCurve, FollowsTheWeek) {
  const Answer answer = headroom({"calibrate", farm(), log(7), "--curve", "week", "-o", path("fitted.farm")});
  ASSERT_EQ(answer.code, 0) << answer.err;
  const std::string fitted = contentOf("fitted.farm");
  EXPECT_EQ(count(fitted, "point {"), 168u);
  EXPECT_EQ(count(fitted, "factor: 0.125 "), 22u);  // Sunday, but for nine to ten and the hour that the log ends in
  EXPECT_EQ(headroom({"check", path("fitted.farm")}).code, 0);
}

TEST_F(CalibratedCurve, StandsBesideCountersThatAreExportedOneAValue) {
  std::string rates = "time,instance,mode,value\n";
  for (int minute = 0; minute < 60; ++minute) {
    char line[200];
    std::snprintf(line, sizeof line,
                  "2026-11-23T09:%02d:00Z,fe1:9100,idle,0.9\n2026-11-23T09:%02d:00Z,fe1:9100,user,0.1\n", minute,
                  minute);
    rates += line;
  }
  const Answer answer = headroom({"calibrate", farm(), log(1), "--cpu", file("rates.csv", rates)});
  EXPECT_EQ(answer.code, 0) << answer.err;
  EXPECT_THAT(answer.out, HasSubstr("CSV, rates by mode"));
}

TEST_F(CalibratedCurve, NeedsHoursThatTheLogsHave) {
  const Answer day = headroom({"calibrate", farm(), log(1, 12), "--curve", "day", "-o", path("fitted.farm")});
  EXPECT_EQ(day.code, 3);
  EXPECT_THAT(day.err, HasSubstr("13:00, 14:00, 15:00, 16:00, 17:00, 18:00 and 5 more (UTC)"));
  const Answer week = headroom({"calibrate", farm(), log(3), "--curve", "week", "-o", path("fitted.farm")});
  EXPECT_EQ(week.code, 3);
  EXPECT_THAT(week.err, HasSubstr("fewer than seven days"));
  EXPECT_EQ(headroom({"calibrate", farm(), log(1), "--curve", "day"}).code, 2);
  EXPECT_EQ(headroom({"calibrate", farm(), log(1), "--curve", "day", "--hour", "9", "-o", path("x.farm")}).code, 2);
  EXPECT_THAT(filesInFolder(), Not(testing::Contains("fitted.farm")));
}

}  // namespace
}  // namespace headroom::cli
