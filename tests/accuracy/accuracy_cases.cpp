// accuracy_cases FILE [--analytic] [--simulate] [--case ID…]: lists the reference cases, or lets somebody answer them
// and compares.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <fstream>
#include <memory>

#include "tests/accuracy/answerer.h"
#include "tests/accuracy/case_file.h"
#include "tests/accuracy/simulation_answerer.h"

namespace headroom::accuracy {
namespace {

struct Tally {
  int passed = 0;
  int failed = 0;
};

std::string textOf(double value, const std::string& fate) {
  return fate.empty() ? fmt::format("{:.12g}", value) : fate;
}

void report(const AccuracyCase& c, const Expected& expected, const std::optional<Figure>& figure,
            const Verdict& verdict) {
  const std::string value = figure ? textOf(figure->value, figure->fate) : "-";
  const std::string kind = !figure                ? "missing"
                           : figure->halfWidth    ? fmt::format("+- {:.4g}", *figure->halfWidth)
                           : figure->approximates ? "approximate"
                                                  : "exact";
  fmt::print("{:20} {:48} {:>18} {:13} {:>18} {:>9.2e} {:>5.1f} {}\n", c.id, expected.key(), value, kind,
             textOf(expected.value, expected.fate), verdict.relativeError, verdict.deviations,
             verdict.passed ? "ok" : "FAILED: " + verdict.why);
}

/// One line for each replication, in the form that judge.py of the reference cases reads.
void writeReplications(std::ofstream& file, const AccuracyCase& c, const Answers& answers, std::uint64_t seed) {
  std::size_t replications = 0;
  for (const auto& figure : answers.figures) replications = std::max(replications, figure ? figure->parts.size() : 0);
  const bool exact = replications == 0;
  for (std::size_t r = 0; r < std::max<std::size_t>(replications, 1); ++r) {
    std::string metrics;
    for (std::size_t i = 0; i < c.expected.size(); ++i) {
      const auto& figure = answers.figures[i];
      if (!figure || (!exact && r >= figure->parts.size())) continue;
      const std::string value = !figure->fate.empty()
                                    ? '"' + figure->fate + '"'
                                    : fmt::format("{:.17g}", exact ? figure->value : figure->parts[r]);
      metrics += fmt::format("{}\"{}\": {}", metrics.empty() ? "" : ", ", c.expected[i].key(), value);
    }
    file << fmt::format("{{\"case\": \"{}\", \"mode\": \"{}\", \"seed\": {}, \"metrics\": {{{}}}}}\n", c.id,
                        exact ? "exact" : "des", seed + r, metrics);
  }
}

Answers run(const AccuracyCase& c, const Answerer& answerer, Tally& tally) {
  const auto began = std::chrono::steady_clock::now();
  Answers answers = answerer.answer(c);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  std::string method;
  for (std::size_t i = 0; i < c.expected.size(); ++i) {
    if (!answerer.isAskedFor(c.expected[i])) continue;
    const auto& figure = answers.figures[i];
    if (figure) method = figure->method;
    const Verdict verdict = answerer.judge(c, c.expected[i], figure);
    ++(verdict.passed ? tally.passed : tally.failed);
    report(c, c.expected[i], figure, verdict);
  }
  fmt::print("{:20} by {} in {:.2f} s\n", c.id, method.empty() ? "nothing" : method, seconds);
  for (const auto& problem : answers.problems) fmt::print("{:20} {}\n", c.id, format(problem));
  std::fflush(stdout);
  return answers;
}

void list(const AccuracyCase& c) {
  const bool asks = c.analytic != AccuracyCase::Analytic::None;
  const bool exact = c.analytic == AccuracyCase::Analytic::Exact;
  fmt::print("{:20} {:3} figures, analytic {:11} simulation {:12} {}\n", c.id, c.expected.size(),
             !asks   ? "none"
             : exact ? "exact"
                     : "approximate",
             c.simulation, c.title);
}

int answerAll(const CaseTable& table, const std::vector<std::unique_ptr<Answerer>>& answerers, std::ofstream& results,
              std::uint64_t seed) {
  Tally tally;
  tally.failed = static_cast<int>(table.unreadable.size());
  for (const auto& answerer : answerers) {
    for (const AccuracyCase& c : table.cases) {
      if (!answerer->isAsked(c)) continue;
      const Answers answers = run(c, *answerer, tally);
      if (results.is_open() && answerer->name() == "simulation") writeReplications(results, c, answers, seed);
    }
  }
  fmt::print("{} passed, {} failed\n", tally.passed, tally.failed);
  return tally.failed == 0 ? 0 : 1;
}

bool isAmong(const std::vector<std::string>& list, const std::string& word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

Result<CaseTable> chosenCases(const std::string& file, const std::vector<std::string>& only) {
  auto table = readCases(file);
  if (!table || only.empty()) return table;
  for (const std::string& id : only) {
    const bool known = std::any_of(table->cases.begin(), table->cases.end(), [&](const auto& c) { return c.id == id; });
    if (!known && !isAmong(table->unreadable, id))
      return problem("there is no case " + id, "leave out --case to see which there are", {file, 0, 0});
  }
  std::erase_if(table->cases, [&](const AccuracyCase& c) { return !isAmong(only, c.id); });
  for (std::size_t i = table->unreadable.size(); i-- > 0;) {
    if (isAmong(only, table->unreadable[i])) continue;
    const auto at = static_cast<std::ptrdiff_t>(i);
    table->unreadable.erase(table->unreadable.begin() + at);
    table->problems.erase(table->problems.begin() + at);
  }
  return table;
}

}  // namespace
}  // namespace headroom::accuracy

int main(int argc, char** argv) {
  using namespace headroom::accuracy;
  CLI::App app{"Lists reference cases whose figures are known, or has them answered and compares"};
  std::string file;
  std::vector<std::string> only;
  std::string replications;
  bool analytic = false;
  bool simulate = false;
  SimulationBudget budget;
  app.add_option("FILE", file, "table of cases (JSON)")->required()->check(CLI::ExistingFile);
  app.add_flag("--analytic", analytic, "let the analytic solvers answer; without, the cases are only listed");
  app.add_flag("--simulate", simulate, "let the simulator answer");
  app.add_option("--case", only, "only the case with this id; may be given several times");
  app.add_option("--seed", budget.seed, "of the simulator's random numbers");
  app.add_option("--replications", budget.replications, "independent replications of a simulated case")
      ->check(CLI::Range(10, 1000));
  app.add_option("--events", budget.events, "most events of a simulated case, all replications together");
  app.add_option("--seconds", budget.seconds, "most seconds of a simulated case, about; 0: no limit");
  app.add_option("--threads", budget.threads, "threads a simulated case is run on")->check(CLI::Range(1, 256));
  app.add_option("--results", replications, "write what each replication found to this file, a JSON object a line");
  CLI11_PARSE(app, argc, argv);
  const auto cases = chosenCases(file, only);
  if (!cases) {
    for (const auto& problem : cases.problems()) fmt::print(stderr, "{}\n", format(problem));
    return 3;
  }
  for (const auto& problem : cases->problems) fmt::print("FAILED {}\n", format(problem));
  std::vector<std::unique_ptr<Answerer>> answerers;
  if (analytic) answerers.push_back(std::make_unique<AnalyticAnswerer>());
  if (simulate) answerers.push_back(std::make_unique<SimulationAnswerer>(budget));
  if (answerers.empty()) {
    for (const AccuracyCase& c : cases->cases) list(c);
    return 0;
  }
  std::ofstream results;
  if (!replications.empty()) results.open(replications);
  if (!replications.empty() && !results) {
    fmt::print(stderr, "cannot write {}\n", replications);
    return 3;
  }
  return answerAll(*cases, answerers, results, budget.seed);
}
