#include "engine/base/quantity.h"

#include <gmock/gmock.h>

#include <limits>
#include <random>

namespace headroom {
namespace {

struct DurationCase {
  const char* text;
  std::int64_t ns;
};
class GoodDuration : public testing::TestWithParam<DurationCase> {};

TEST_P(GoodDuration, IsReadExactly) {
  const auto read = parseDuration(GetParam().text);
  ASSERT_TRUE(read.ok()) << GetParam().text;
  EXPECT_EQ(read->ns(), GetParam().ns) << GetParam().text;
}

INSTANTIATE_TEST_SUITE_P(Units, GoodDuration,
                         testing::Values(DurationCase{"10ns", 10}, DurationCase{"250us", 250'000},
                                         DurationCase{"250µs", 250'000}, DurationCase{"12ms", 12'000'000},
                                         DurationCase{"1.5 s", 1'500'000'000}, DurationCase{" 3min ", 180'000'000'000},
                                         DurationCase{"2h", 7'200'000'000'000}, DurationCase{"1d", 86'400'000'000'000},
                                         DurationCase{"0", 0}, DurationCase{"0.3ms", 300'000}));

class BadDuration : public testing::TestWithParam<const char*> {};

TEST_P(BadDuration, IsRefusedWithAnExample) {
  const auto read = parseDuration(GetParam());
  ASSERT_FALSE(read.ok()) << GetParam();
  EXPECT_THAT(read.problems().at(0).what, testing::HasSubstr(GetParam()));
  EXPECT_THAT(read.problems().at(0).remedy, testing::HasSubstr("12ms"));
}

INSTANTIATE_TEST_SUITE_P(Texts, BadDuration,
                         testing::Values("", "12", "-1ms", "-0", "nan", "inf", "infs", "1e400s", "12 parsecs",
                                         "12ms more", "0x10ms", "ms", "1,5s", "300y", "110000d", "+5ms"));

TEST(Rate, IsReadPerSecondMinuteHourAndDay) {
  EXPECT_DOUBLE_EQ(parseRate("400/s")->perSecond, 400);
  EXPECT_DOUBLE_EQ(parseRate("78.8 req/s")->perSecond, 78.8);
  EXPECT_DOUBLE_EQ(parseRate("24000/min")->perSecond, 400);
  EXPECT_DOUBLE_EQ(parseRate("3600/h")->perSecond, 1);
  EXPECT_DOUBLE_EQ(parseRate("86400/d")->perSecond, 1);
  for (const char* bad : {"400", "-1/s", "nan/s", "1/week", "1e999/s"}) EXPECT_FALSE(parseRate(bad).ok()) << bad;
}

TEST(Bytes, KnowDecimalAndBinaryUnits) {
  EXPECT_EQ(*parseBytes("30kB"), 30'000);
  EXPECT_EQ(*parseBytes("8GiB"), std::int64_t{8} << 30);
  EXPECT_EQ(*parseBytes("512 MiB"), std::int64_t{512} << 20);
  EXPECT_EQ(*parseBytes("0"), 0);
  for (const char* bad : {"8", "8gb", "-1kB", "1e30B", "9000000TiB"}) EXPECT_FALSE(parseBytes(bad).ok()) << bad;
}

TEST(Bandwidth, IsInBitsPerSecond) {
  EXPECT_DOUBLE_EQ(*parseBandwidth("1Gbit/s"), 1e9);
  EXPECT_DOUBLE_EQ(*parseBandwidth("64kbit/s"), 64000);
  EXPECT_FALSE(parseBandwidth("1GB/s").ok());
}

TEST(Fraction, IsANumberOrAPercentage) {
  EXPECT_EQ(*parseFraction("70%"), 0.7);
  EXPECT_EQ(*parseFraction("0.7"), 0.7);
  for (const char* bad : {"", "-5%", "seventy", "70 %%", "nan"}) EXPECT_FALSE(parseFraction(bad).ok()) << bad;
}

TEST(Formatting, UsesTheShortestExactText) {
  EXPECT_EQ(formatDuration(Duration::microseconds(150)), "150us");
  EXPECT_EQ(formatDuration(Duration::milliseconds(1500)), "1.5s");
  EXPECT_EQ(formatDuration(Duration::wholeSeconds(90)), "90s");
  EXPECT_EQ(formatDuration(Duration::wholeSeconds(600)), "10min");
  EXPECT_EQ(formatDuration(Duration{}), "0s");
  EXPECT_EQ(formatBytes(32'000), "32kB");
  EXPECT_EQ(formatBytes(std::int64_t{12} << 30), "12GiB");
  EXPECT_EQ(formatBandwidth(1e9), "1Gbit/s");
  EXPECT_EQ(formatRate({19.7}), "19.7/s");
  EXPECT_EQ(formatFraction(0.001), "0.1%");
  EXPECT_EQ(formatFraction(1.0 / 3), formatNumber(1.0 / 3));
  EXPECT_EQ(formatNumber(1e6), "1000000");
  EXPECT_EQ(formatNumber(0.1), "0.1");
  EXPECT_EQ(formatNumber(1e-9), "1e-09");
}

TEST(Formatting, GivesBackEveryValue) {
  std::mt19937_64 random(7);
  for (int i = 0; i < 20000; ++i) {
    const auto value = static_cast<std::int64_t>(random() >> (1 + random() % 62)) % 9'000'000'000'000'000'000;
    const Duration duration = Duration::nanoseconds(value);
    EXPECT_EQ(parseDuration(formatDuration(duration)).value(), duration);
    const std::int64_t bytes = value % (std::int64_t{1} << 52);
    EXPECT_EQ(parseBytes(formatBytes(bytes)).value(), bytes);
    const double number = static_cast<double>(value) / 997;
    EXPECT_EQ(parseRate(formatRate({number}))->perSecond, number);
    EXPECT_EQ(parseFraction(formatFraction(number)).value(), number);
    EXPECT_EQ(parseBandwidth(formatBandwidth(number)).value(), number);
  }
}

}  // namespace
}  // namespace headroom
