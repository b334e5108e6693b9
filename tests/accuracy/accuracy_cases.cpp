// accuracy_cases FILE [--analytic] [--case ID]: lists the reference cases, or lets somebody answer them and compares.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>

#include "tests/accuracy/answerer.h"
#include "tests/accuracy/case_file.h"

namespace headroom::accuracy {
namespace {

struct Tally {
  int passed = 0;
  int failed = 0;
};

void report(const AccuracyCase& c, const Expected& expected, const std::optional<Figure>& figure,
            const Verdict& verdict) {
  const std::string value = figure ? fmt::format("{:.12g}", figure->value) : "-";
  const std::string kind = !figure ? "missing" : figure->approximates ? "approximate" : "exact";
  fmt::print("{:20} {:48} {:>20} {:>20.12g} {:>9.2e} {:11} {}\n", c.id, expected.key(), value, expected.value,
             verdict.relativeError, kind, verdict.passed ? "ok" : "FAILED: " + verdict.why);
}

void run(const AccuracyCase& c, const Answerer& answerer, Tally& tally) {
  const Answers answers = answerer.answer(c);
  std::string method;
  for (std::size_t i = 0; i < c.expected.size(); ++i) {
    const auto& figure = answers.figures[i];
    if (figure) method = figure->method;
    const Verdict verdict = answerer.judge(c, c.expected[i], figure);
    ++(verdict.passed ? tally.passed : tally.failed);
    report(c, c.expected[i], figure, verdict);
  }
  fmt::print("{:20} by {}\n", c.id, method.empty() ? "nothing" : method);
  for (const auto& problem : answers.problems) fmt::print("{:20} {}\n", c.id, format(problem));
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

int answerAll(const CaseTable& table, const std::vector<std::unique_ptr<Answerer>>& answerers) {
  Tally tally;
  tally.failed = static_cast<int>(table.unreadable.size());
  for (const auto& answerer : answerers) {
    for (const AccuracyCase& c : table.cases) {
      if (answerer->isAsked(c)) run(c, *answerer, tally);
    }
  }
  fmt::print("{} passed, {} failed\n", tally.passed, tally.failed);
  return tally.failed == 0 ? 0 : 1;
}

Result<CaseTable> chosenCases(const std::string& file, const std::string& only) {
  auto table = readCases(file);
  if (!table || only.empty()) return table;
  std::erase_if(table->cases, [&](const AccuracyCase& c) { return c.id != only; });
  if (std::find(table->unreadable.begin(), table->unreadable.end(), only) != table->unreadable.end()) return table;
  table->unreadable.clear();
  table->problems.clear();
  if (table->cases.empty())
    return problem("there is no case " + only, "leave out --case to see which there are", {file, 0, 0});
  return table;
}

}  // namespace
}  // namespace headroom::accuracy

int main(int argc, char** argv) {
  using namespace headroom::accuracy;
  CLI::App app{"Lists reference cases whose figures are known, or has them answered and compares"};
  std::string file;
  std::string only;
  bool analytic = false;
  app.add_option("FILE", file, "table of cases (JSON)")->required()->check(CLI::ExistingFile);
  app.add_flag("--analytic", analytic, "let the analytic solvers answer; without, the cases are only listed");
  app.add_option("--case", only, "only the case with this id");
  CLI11_PARSE(app, argc, argv);
  const auto cases = chosenCases(file, only);
  if (!cases) {
    for (const auto& problem : cases.problems()) fmt::print(stderr, "{}\n", format(problem));
    return 3;
  }
  for (const auto& problem : cases->problems) fmt::print("FAILED {}\n", format(problem));
  std::vector<std::unique_ptr<Answerer>> answerers;
  if (analytic) answerers.push_back(std::make_unique<AnalyticAnswerer>());
  if (answerers.empty()) {
    for (const AccuracyCase& c : cases->cases) list(c);
    return 0;
  }
  return answerAll(*cases, answerers);
}
