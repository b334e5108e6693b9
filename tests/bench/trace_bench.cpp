// Reading and summarising logs of each format: lines and bytes a second, on one core.
#include <benchmark/benchmark.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>

#include "engine/trace/summary.h"

namespace {

using namespace headroom;

constexpr std::size_t kBytes = std::size_t{64} << 20;

constexpr const char* kLogs[] = {"iis-full-xff.log.gz", "apache-combined.log.gz",
                                 "nginx-timed.log.gz",  "haproxy-rfc3164.log.gz",
                                 "alb.log.gz",          "envoy.log.gz",
                                 "iis-native.log.gz",   "jmeter.jtl.gz",
                                 "traefik.log.gz",      "chain-nginx-json.jsonl.gz",
                                 "chain-caddy.jsonl.gz"};

std::string unpacked(const std::string& name) {
  gzFile file = gzopen((HEADROOM_SOURCE_DIR "/tests/trace/data/" + name).c_str(), "rb");
  std::string text;
  char buffer[65'536];
  for (int got = gzread(file, buffer, sizeof buffer); got > 0; got = gzread(file, buffer, sizeof buffer))
    text.append(buffer, static_cast<std::size_t>(got));
  gzclose(file);
  return text;
}

/// The log again and again, as a file of 64 MiB.
class LargeLog {
 public:
  explicit LargeLog(const std::string& name)
      : path_((std::filesystem::temp_directory_path() / ("headroom-bench-" + std::to_string(::getpid()))).string()) {
    const std::string text = unpacked(name);
    std::ofstream out(path_, std::ios::binary);
    for (std::size_t written = 0; written < kBytes; written += text.size()) out << text;
  }
  ~LargeLog() { std::filesystem::remove(path_); }
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

void count(benchmark::State& state, const std::string& path, std::uint64_t lines) {
  state.counters["lines"] = benchmark::Counter(static_cast<double>(lines), benchmark::Counter::kIsRate);
  state.SetBytesProcessed(static_cast<std::int64_t>(std::filesystem::file_size(path)) * state.iterations());
}

void reading(benchmark::State& state, const std::string& name) {
  const LargeLog log(name);
  std::uint64_t lines = 0;
  for (auto _ : state) {
    const auto counts = trace::read(log.path(), 0, {}, [](const trace::Record&) { return true; });
    if (!counts) return state.SkipWithError("the log was not read");
    lines += counts->lines;
  }
  count(state, log.path(), lines);
}

void summarising(benchmark::State& state, const std::string& name) {
  const LargeLog log(name);
  std::uint64_t lines = 0;
  for (auto _ : state) {
    const auto summary = trace::summarise({log.path()}, {});
    if (!summary) return state.SkipWithError("the log was not read");
    lines += summary->lines;
  }
  count(state, log.path(), lines);
}

}  // namespace

int main(int count, char** arguments) {
  for (const char* log : kLogs) {
    benchmark::RegisterBenchmark((std::string("read/") + log).c_str(), [log](benchmark::State& s) { reading(s, log); });
    benchmark::RegisterBenchmark((std::string("summarise/") + log).c_str(),
                                 [log](benchmark::State& s) { summarising(s, log); });
  }
  benchmark::Initialize(&count, arguments);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
