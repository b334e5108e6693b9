// Damaged logs: whatever is done to one, the reader survives and every line is counted once.
#include <algorithm>

#include "engine/trace/summary.h"
#include "tests/trace/log_files.h"

namespace headroom::trace {
namespace {

/// A small generator, so that a failing case can be run again by its seed.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed * 0x9E3779B97F4A7C15 + 1) {}
  std::size_t below(std::size_t n) {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return static_cast<std::size_t>(state_ % n);
  }

 private:
  std::uint64_t state_;
};

std::string mutated(std::string text, Dice& dice) {
  static const std::vector<std::string> kSpice = {
      std::string(1, '\0'),    "\n",   "\r", "\r\n", "\"",  "\\", " ",   "[",       "]", "#Fields: time\n", "#", "-",
      "999999999999999999999", "\xFF", "\t", "  ",   "rt=", "/",  "nan", "\x1F\x8B"};
  const std::size_t changes = 1 + dice.below(60);
  for (std::size_t i = 0; i < changes && !text.empty(); ++i) {
    const std::size_t at = dice.below(text.size());
    const std::size_t length = std::min(text.size() - at, dice.below(40));
    switch (dice.below(5)) {
      case 0:
        text[at] = static_cast<char>(dice.below(256));
        break;
      case 1:
        text.erase(at, length);
        break;
      case 2:
        text.insert(at, kSpice[dice.below(kSpice.size())]);
        break;
      case 3:
        text.insert(dice.below(text.size()), text.substr(at, length * 10));
        break;
      default:
        std::reverse(text.begin() + static_cast<std::ptrdiff_t>(at),
                     text.begin() + static_cast<std::ptrdiff_t>(at + length));
    }
  }
  return text;
}

std::uint64_t lineCount(const std::string& text) {
  const auto ends = static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n'));
  return ends + (!text.empty() && text.back() != '\n' ? 1 : 0);
}

class DamagedLog : public LogFiles, public ::testing::WithParamInterface<const char*> {
 protected:
  std::string valid() {
    std::string text;
    const Result<Counts> counts = trace::read(dataFile(GetParam()), 0, {}, [](const Record&) { return true; });
    EXPECT_TRUE(counts.ok());
    gzFile file = gzopen(dataFile(GetParam()).c_str(), "rb");
    char buffer[8'000];
    const int got = gzread(file, buffer, sizeof buffer);
    gzclose(file);
    return std::string(buffer, static_cast<std::size_t>(got));
  }
};

TEST_P(DamagedLog, EveryLineIsCountedOnce) {
  const std::string original = valid();
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    Dice dice(seed);
    const std::string text = mutated(original, dice);
    const ReadOptions options{.maxLineBytes = seed % 3 == 0 ? std::size_t{300} : std::size_t{1} << 20};
    const Result<Counts> counts = readText(text, options);
    if (!counts.ok()) {
      EXPECT_FALSE(counts.problems().front().what.empty());
      continue;
    }
    EXPECT_EQ(counts->lines, lineCount(text)) << "seed " << seed;
    EXPECT_EQ(counts->lines,
              counts->valid + counts->malformed + counts->blank + counts->directives + counts->otherRecords)
        << "seed " << seed;
    EXPECT_EQ(counts->valid, taken.size()) << "seed " << seed;
    for (const Taken& t : taken) {
      ASSERT_TRUE(t.status >= Record::kNoStatus && t.status <= 999) << "seed " << seed;
      ASSERT_GE(t.durationNs.value_or(0), 0) << "seed " << seed;
      ASSERT_LE(t.arrivalNs, t.stampNs) << "seed " << seed;
    }
  }
}

TEST_P(DamagedLog, ASummaryOfItIsAlwaysValidJson) {
  const std::string original = valid();
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    Dice dice(seed);
    const Result<Summary> summary = summarise({write("log", mutated(original, dice))}, {});
    if (!summary.ok()) continue;
    EXPECT_GT(toJson(*summary).size(), 100u);
    for (const char c : toText(*summary))
      ASSERT_TRUE(static_cast<unsigned char>(c) >= 0x20 || c == '\n') << "seed " << seed;
  }
}

TEST_P(DamagedLog, PackedAndDamagedItDoesNoHarmEither) {
  const std::string packed = gzipped(valid());
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    Dice dice(seed);
    const Result<Counts> counts = readText(mutated(packed, dice));
    if (counts.ok()) expectAddsUp(*counts);
  }
}

INSTANTIATE_TEST_SUITE_P(Formats, DamagedLog,
                         ::testing::Values("iis-full-xff.log.gz", "nginx-timed.log.gz", "apache-combined-D.log.gz",
                                           "haproxy-rfc3164.log.gz", "chain-caddy.jsonl.gz",
                                           "chain-nginx-json.jsonl.gz", "envoy.log.gz", "alb.log.gz", "jmeter.jtl.gz",
                                           "iis-native.log.gz"),
                         [](const auto& one) {
                           return std::string(one.param).substr(0, 3) + std::to_string(one.index);
                         });

}  // namespace
}  // namespace headroom::trace
