// Whole-second stamps with random places inside of the second, and logs that took the way through a trace file.
#include <algorithm>
#include <cmath>

#include "engine/trace/export.h"
#include "engine/workload/workload.h"
#include "gmock/gmock.h"
#include "tests/trace/log_files.h"

namespace headroom::workload {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

class Places : public trace::LogFiles {
 protected:
  Places() {
    for (const char* name : {"AppX", "AppY"}) {
      farm_.applications.emplace_back();
      farm_.applications.back().name = name;
    }
  }

  /// So many requests in each of some seconds, one after the other.
  std::string log(const std::vector<int>& perSecond) {
    std::string text;
    for (std::size_t second = 0; second < perSecond.size(); ++second) {
      const std::string digits = (second < 10 ? "0" : "") + std::to_string(second);
      for (int i = 0; i < perSecond[second]; ++i)
        text += "10.0.0." + std::to_string(i % 200) + " - - [23/Nov/2026:10:00:" + digits + " +0000] \"GET /App" +
                (i % 2 == 0 ? "X" : "Y") + " HTTP/1.1\" 200 1\n";
    }
    return write("log", text);
  }

  Replay loaded(const std::vector<std::string>& logs, std::optional<std::uint64_t> jitter = std::nullopt) {
    ReplayOptions options;
    options.jitterSeed = jitter;
    Result<Replay> replay = loadReplay(farm_, logs, options);
    EXPECT_TRUE(replay.ok()) << (replay ? "" : replay.problems()[0].what);
    return replay ? std::move(*replay) : Replay();
  }

  farm::Farm farm_;
};

TEST_F(Places, JitterIsDecidedByItsSeed) {
  const std::string file = log({20, 30, 5});
  EXPECT_EQ(loaded({file}, 7).arrivals, loaded({file}, 7).arrivals);
  EXPECT_NE(loaded({file}, 7).arrivals, loaded({file}, 8).arrivals);
  EXPECT_NE(loaded({file}, 7).arrivals, loaded({file}).arrivals);
}

TEST_F(Places, JitterKeepsSecondAndOrder) {
  const Replay replay = loaded({log({200, 0, 200})}, 3);
  ASSERT_EQ(replay.arrivals.size(), 400u);
  for (std::size_t i = 0; i < replay.arrivals.size(); ++i) {
    const std::int64_t second = (replay.startNs + replay.arrivals[i].at.ns()) / 1'000'000'000 % 60;
    EXPECT_EQ(second, i < 200 ? 0 : 2);
    EXPECT_EQ(replay.arrivals[i].application, i % 2);  // as the file has them
  }
}

TEST_F(Places, JitterIsAsIrregularAsIndependentArrivals) {
  const Replay even = loaded({log(std::vector<int>(50, 100))}), random = loaded({log(std::vector<int>(50, 100))}, 1);
  const auto variation = [](const Replay& replay) {  // of the gaps: 0 when even, near 1 when independent
    double sum = 0, squares = 0;
    for (std::size_t i = 1; i < replay.arrivals.size(); ++i) {
      const double gap = (replay.arrivals[i].at - replay.arrivals[i - 1].at).toSeconds();
      sum += gap;
      squares += gap * gap;
    }
    const double n = static_cast<double>(replay.arrivals.size() - 1), mean = sum / n;
    return std::sqrt(std::max(0.0, squares / n - mean * mean)) / mean;
  };
  EXPECT_LT(variation(even), 0.01);
  EXPECT_NEAR(variation(random), 1, 0.05);
}

TEST_F(Places, TheOutputSaysWhatWasDone) {
  const std::string file = log({3, 4});
  EXPECT_THAT(loaded({file}).facts.notes,
              Contains(HasSubstr("stamps of 7 requests are whole seconds: they were spread evenly")));
  EXPECT_THAT(loaded({file}, 5).facts.notes, Contains(HasSubstr("at random places inside them, by seed 5")));
  EXPECT_TRUE(loaded({trace::dataFile("haproxy-rfc3164.log.gz")}, 5).facts.notes.empty());
}

TEST_F(Places, ATraceFileIsReplayedAsItsLogsAre) {
  const std::vector<std::string> logs = {trace::dataFile("FE1.log.gz"), trace::dataFile("FE2.log.gz"),
                                         trace::dataFile("FE3.log.gz")};
  ASSERT_TRUE(trace::exportRequests(logs, path("farm.hrt"), {}).ok());
  for (const std::optional<std::uint64_t> jitter : {std::optional<std::uint64_t>(), std::optional<std::uint64_t>(9)}) {
    const Replay direct = loaded(logs, jitter), packed = loaded({path("farm.hrt")}, jitter);
    EXPECT_EQ(direct.arrivals.size(), 17'850u);
    EXPECT_EQ(packed.arrivals, direct.arrivals);
    EXPECT_EQ(packed.startNs, direct.startNs);
  }
}

TEST_F(Places, AnAnonymousTraceFileHasTheSameTimesAndSessions) {
  const std::string file = trace::dataFile("haproxy-rfc3164.log.gz");
  trace::ExportOptions anonymous;
  anonymous.pseudonyms = trace::HashKey{1, 2};
  ASSERT_TRUE(trace::exportRequests({file}, path("a.hrt"), anonymous).ok());
  ReplayOptions options;
  options.service = ServiceSource::Log;
  options.userScale = 1 + 1e-9;  // counts the sessions and adds none
  const auto direct = loadReplay(farm_, {file}, options), packed = loadReplay(farm_, {path("a.hrt")}, options);
  ASSERT_TRUE(direct.ok() && packed.ok());
  ASSERT_EQ(packed->arrivals.size(), direct->arrivals.size());
  for (std::size_t i = 0; i < direct->arrivals.size(); ++i) EXPECT_EQ(packed->arrivals[i].at, direct->arrivals[i].at);
  EXPECT_EQ(packed->serviceUs, direct->serviceUs);
  EXPECT_EQ(packed->facts.notes, direct->facts.notes);  // the number of sessions
}

}  // namespace
}  // namespace headroom::workload
