#include "tests/bench/decision_table.h"

#include <algorithm>
#include <cstdio>

namespace headroom::bench {
namespace {

constexpr double kMostAtFour = 30;
constexpr double kMostRatio = 2;
constexpr double kMostGrowth = 3;

}  // namespace

void DecisionTable::ReportRuns(const std::vector<Run>& runs) {
  for (const Run& run : runs) {
    if (run.run_type != Run::RT_Iteration || run.iterations == 0) continue;
    const std::string name = run.run_name.function_name + "/" + run.run_name.args;
    const double ns = run.cpu_accumulated_time / static_cast<double>(run.iterations) * 1e9;
    const auto [at, isNew] = best_.emplace(name, ns);
    if (!isNew) at->second = std::min(at->second, ns);
  }
  if (!quiet_) ConsoleReporter::ReportRuns(runs);
}

double DecisionTable::best(const std::string& name, int servers) const {
  const auto found = best_.find(name + "/" + std::to_string(servers));
  return found == best_.end() ? 0 : found->second;
}

void DecisionTable::print(std::ostream& out, const std::vector<std::pair<std::string, std::string>>& loopOf) const {
  std::array<char, 200> line{};
  const auto show = [&](auto... values) {
    std::snprintf(line.data(), line.size(), values...);
    out << line.data();
  };
  out << "\nns a decision with its opening and closing, best repetition, CPU time; ratio: worst of the three sizes\n";
  show("%-31s %6s %6s %6s   %-24s %6s %6s %7s  %6s %7s\n", "algorithm", "4", "50", "1000", "plain loop", "4", "50",
       "1000", "ratio", "growth");
  int within = 0;
  int all = 0;
  for (const auto& [name, loop] : loopOf) {
    std::array<double, 3> ns{};
    std::array<double, 3> plain{};
    double ratio = 0;
    for (std::size_t i = 0; i < kPoolSizes.size(); ++i) {
      ns[i] = best(name, kPoolSizes[i]);
      plain[i] = best("plain loop/" + loop, kPoolSizes[i]);
      if (plain[i] > 0) ratio = std::max(ratio, ns[i] / plain[i]);
    }
    if (ns[0] == 0 || plain[0] == 0) continue;
    const double growth = ns[2] / ns[0];
    std::string verdict;
    if (ns[0] > kMostAtFour) verdict += "  above 30 ns";
    if (ratio > kMostRatio) verdict += "  above 2 loops";
    if (growth > kMostGrowth) verdict += "  grows above 3";
    ++all;
    within += verdict.empty();
    show("%-31s %6.1f %6.1f %6.1f   %-24s %6.1f %6.1f %7.1f  %6.2f %7.2f%s\n", name.c_str(), ns[0], ns[1], ns[2],
         loop.c_str(), plain[0], plain[1], plain[2], ratio, growth, verdict.c_str());
  }
  show("%d of %d within 30 ns at 4 servers, twice the plain loop, 3 times from 4 to 1000 servers\n", within, all);
}

}  // namespace headroom::bench
