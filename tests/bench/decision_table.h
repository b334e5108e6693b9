// Collects what the routing benchmarks measured and prints it so that a reader sees what is within bounds.
#pragma once

#include <benchmark/benchmark.h>

#include <array>
#include <map>
#include <ostream>
#include <string>
#include <vector>

namespace headroom::bench {

inline constexpr std::array<int, 3> kPoolSizes{4, 50, 1000};

/// Passes everything on to the console and remembers the best repetition of every benchmark, in CPU time, since other
/// programs run on the machine too.
class DecisionTable : public benchmark::ConsoleReporter {
 public:
  explicit DecisionTable(bool quiet) : quiet_(quiet) {}
  bool ReportContext(const Context& context) override { return quiet_ || ConsoleReporter::ReportContext(context); }
  void ReportRuns(const std::vector<Run>& runs) override;

  /// One line an algorithm. `loopOf` names the plain loop of each; lines without measurements are left out. Bounds: 30
  /// ns at 4 servers, twice the plain loop, 1,000 servers 3 times as much as 4.
  void print(std::ostream& out, const std::vector<std::pair<std::string, std::string>>& loopOf) const;

 private:
  /// Nanoseconds, or 0 when not measured.
  double best(const std::string& name, int servers) const;

  bool quiet_;
  std::map<std::string, double> best_;
};

}  // namespace headroom::bench
