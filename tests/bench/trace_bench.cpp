// How fast access logs are summarised, beside what else reads them, in one run on the same files.
//
//   trace_bench [--mb N] [--only combined,iis,haproxy,json] [--threads N] [--goaccess-mb N] [--write FOLDER]
//
// CPU seconds and the peak of memory are those of a process of its own for each measurement. wc and awk are the limits
// of a line count and of a script; GoAccess is measured where it is installed, on a part of the log, since it needs
// minutes for a gigabyte (its time grows with the size).
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/trace/summary.h"
#include "tests/bench/log_writer.h"

namespace {

using namespace headroom;
namespace fs = std::filesystem;

struct Options {
  std::uint64_t megabytes = 1'000, goaccessMegabytes = 50;
  std::string only;
  unsigned threads = 2;
  std::string folder;  ///< Only write the logs there.
};

struct Cost {
  bool ok = false;
  double cpuSeconds = 0, wallSeconds = 0, peakMiB = 0;
};

/// What `work` costs in a process of its own.
Cost measure(const std::function<int()>& work) {
  const auto start = std::chrono::steady_clock::now();
  const pid_t child = ::fork();
  if (child == 0) ::_exit(work());
  Cost cost;
  int status = 0;
  rusage usage{};
  if (child < 0 || ::wait4(child, &status, 0, &usage) != child) return cost;
  const auto seconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
  };
  cost.ok = WIFEXITED(status) && WEXITSTATUS(status) == 0;
  cost.cpuSeconds = seconds(usage.ru_utime) + seconds(usage.ru_stime);
  cost.wallSeconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  cost.peakMiB = static_cast<double>(usage.ru_maxrss) / 1024;
  return cost;
}

/// One core where a comparison is about one; commands of a pipe count together.
Cost measureCommand(const std::string& command) {
  return measure([&] {
    ::execl("/bin/sh", "sh", "-c", command.c_str(), static_cast<char*>(nullptr));
    return 127;
  });
}

Cost measureSummary(const std::string& path, unsigned threads) {
  return measure([&] { return trace::summarise({path}, {.threads = threads}).ok() ? 0 : 1; });
}

class Table {
 public:
  void begin(const std::string& log, std::uint64_t bytes, std::uint64_t lines) {
    bytes_ = bytes;
    lines_ = lines;
    std::printf("\n%s: %.0f MB, %llu lines\n  %-32s %8s %8s %9s %11s %9s\n", log.c_str(),
                static_cast<double>(bytes) / 1e6, static_cast<unsigned long long>(lines), "", "CPU s", "wall s",
                "MB/CPU s", "lines/CPU s", "peak MiB");
  }
  /// `part`: of the log's bytes that the cost is for.
  double row(const char* name, const Cost& cost, double part = 1) {
    if (!cost.ok) {
      std::printf("  %-32s not measured\n", name);
      return 0;
    }
    const double speed = static_cast<double>(bytes_) * part / 1e6 / cost.cpuSeconds;
    std::printf("  %-32s %8.2f %8.2f %9.0f %11.0f %9.1f\n", name, cost.cpuSeconds, cost.wallSeconds, speed,
                static_cast<double>(lines_) * part / cost.cpuSeconds, cost.peakMiB);
    std::fflush(stdout);
    return speed;
  }

 private:
  std::uint64_t bytes_ = 0, lines_ = 0;
};

struct Kind {
  const char* name;
  bench::LogKind kind;
  const char* goaccess;  ///< Its name for the format; nullptr: it has none.
  const char* awk;
};
constexpr Kind kKinds[] = {
    {"combined", bench::LogKind::Combined, "COMBINED", "{n[$9]++} END{for (s in n) print s, n[s]}"},
    {"iis", bench::LogKind::Iis, "W3C", "!/^#/{n[$12]++} END{for (s in n) print s, n[s]}"},
    {"haproxy", bench::LogKind::Haproxy, nullptr, "{n[$11]++} END{for (s in n) print s, n[s]}"},
    {"json", bench::LogKind::NginxJson, nullptr,
     "{n[substr($0, index($0, \"status\") + 8, 3)]++} END{for (s in n) print s, n[s]}"},
};

std::uint64_t countedLines(const std::string& path) {
  const auto counts = trace::read(path, 0, {}, [](const trace::Record&) { return true; });
  return counts ? counts->lines : 0;
}

void compare(const Kind& kind, const std::string& plain, bool packed, const std::string& part, const Options& options) {
  const std::string path = packed ? plain + ".gz" : plain;
  const std::string unpack = packed ? "gzip -dc '" + path + "' | " : "";
  const std::string file = packed ? "" : " '" + path + "'";
  Table table;
  table.begin(std::string(kind.name) + (packed ? " (gzip)" : ""), fs::file_size(plain), countedLines(plain));
  const double limit = table.row("wc -l", measureCommand(unpack + "wc -l" + file + " > /dev/null"));
  const double script =
      table.row("awk, requests by status", measureCommand(unpack + "awk '" + kind.awk + "'" + file + " > /dev/null"));
  const double own = table.row("headroom trace, 1 thread", measureSummary(path, 1));
  table.row(("headroom trace, " + std::to_string(options.threads) + " threads").c_str(),
            measureSummary(path, options.threads));
  double other = 0;
  if (kind.goaccess != nullptr && !packed) {
    other = table.row("goaccess, all panels",
                      measureCommand("command -v goaccess > /dev/null && goaccess '" + part +
                                     "' --no-global-config --no-progress --log-format=" + kind.goaccess + " -o '" +
                                     part + ".json' > /dev/null 2>&1 < /dev/null"),
                      static_cast<double>(fs::file_size(part)) / static_cast<double>(fs::file_size(plain)));
  }
  std::printf("  one thread: %.2f of wc -l, %.1f times awk", own / limit, own / script);
  if (other > 0) std::printf(", %.0f times goaccess", own / other);
  std::printf("\n");
}

void run(const Kind& kind, const fs::path& folder, const Options& options) {
  const std::string plain = (folder / (std::string(kind.name) + ".log")).string(), part = plain + ".part";
  const std::uint64_t bytes = options.megabytes * 1'000'000;
  // in processes of their own, so that their memory is not counted
  const bool written = measure([&] {
                         bench::writeLog(kind.kind, plain, bytes, 1);
                         bench::writeLog(kind.kind, plain + ".gz", bytes, 1);
                         bench::writeLog(kind.kind, part, std::min(bytes, options.goaccessMegabytes * 1'000'000), 1);
                         return 0;
                       }).ok;
  if (!written || !options.folder.empty()) return;
  compare(kind, plain, false, part, options);
  compare(kind, plain, true, part, options);
  for (const char* suffix : {"", ".gz", ".part", ".part.json"}) fs::remove(plain + suffix);
}

int usage() {
  std::fprintf(stderr,
               "trace_bench [--mb N] [--only combined,iis,haproxy,json] [--threads N] [--goaccess-mb N] "
               "[--write FOLDER]\n");
  return 2;
}

}  // namespace

int main(int count, char** arguments) {
  Options options;
  for (int i = 1; i < count; i += 2) {
    const std::string_view name = arguments[i];
    if (i + 1 == count) return usage();
    const char* value = arguments[i + 1];
    if (name == "--mb") {
      options.megabytes = std::strtoull(value, nullptr, 10);
    } else if (name == "--goaccess-mb") {
      options.goaccessMegabytes = std::strtoull(value, nullptr, 10);
    } else if (name == "--threads") {
      options.threads = static_cast<unsigned>(std::strtoul(value, nullptr, 10));
    } else if (name == "--only") {
      options.only = value;
    } else if (name == "--write") {
      options.folder = value;
    } else {
      return usage();
    }
  }
  const fs::path folder = options.folder.empty()
                              ? fs::temp_directory_path() / ("headroom-trace-bench-" + std::to_string(::getpid()))
                              : fs::path(options.folder);
  fs::create_directories(folder);
  for (const Kind& kind : kKinds) {
    if (options.only.empty() || options.only.find(kind.name) != std::string::npos) run(kind, folder, options);
  }
  if (options.folder.empty()) fs::remove_all(folder);
  return 0;
}
