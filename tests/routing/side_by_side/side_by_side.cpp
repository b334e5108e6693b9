// side_by_side: starts the installed HAProxy and nginx on loopback, lets them decide random sequences, and compares
// decision by decision with the routing core. `side_by_side --help` lists the options.
// Exit code 0: everything that could be followed agrees; 1: something differs, or a case could not be recorded at all;
// 2: a program is missing; 77: something differs, but the programs are not the versions that the core follows; 130:
// stopped.
#include <CLI/CLI.hpp>
#include <chrono>
#include <filesystem>
#include <iostream>
#include <set>

#include "tests/routing/side_by_side/balancer.h"
#include "tests/routing/side_by_side/comparison.h"
#include "tests/routing/side_by_side/trouble.h"

using namespace headroom;
using side_by_side::Verdict;

namespace {

struct Options {
  std::uint64_t seed = 1;
  int first = 0;
  int cases = 160;
  int deadline = 0;
  std::string keep;
  bool keepAll = false;
  std::vector<std::string> algorithms;
  std::vector<std::string> files;
};

struct Tally {
  int same = 0;
  int different = 0;
  int unsteady = 0;
  int impossible = 0;
  long decisions = 0;
  std::set<std::string> agreed;  ///< Subjects.
  bool otherVersion = false;
};

void tell(const std::string& name, const Verdict& verdict, Tally& tally) {
  tally.decisions += verdict.decisions;
  switch (verdict.kind) {
    case Verdict::Kind::Same:
      ++tally.same;
      if (verdict.recordings > 1) std::cout << name << ": recorded " << verdict.recordings << " times\n";
      return;
    case Verdict::Kind::Different:
      ++tally.different;
      std::cout << name << ": DIFFERENT, " << verdict.why << std::endl;
      return;
    case Verdict::Kind::Unsteady:
      ++tally.unsteady;
      std::cout << name << ": no steady recording, " << verdict.why << std::endl;
      return;
    case Verdict::Kind::Impossible:
      ++tally.impossible;
      std::cout << name << ": cannot be recorded, " << verdict.why << std::endl;
      return;
  }
}

void keep(const Options& options, const std::string& name, const Verdict& verdict) {
  if (options.keep.empty() || verdict.golden.steps.empty()) return;
  if (verdict.kind == Verdict::Kind::Same && !options.keepAll) return;
  std::filesystem::create_directories(options.keep);
  side_by_side::writeGoldenFile(verdict.golden, options.keep + "/" + name + ".jsonl");
}

void judge(const Options& options, const std::string& subject, const std::string& name,
           const side_by_side::CaseMaker& make, Tally& tally) {
  const Verdict verdict = side_by_side::compare(make);
  tell(name, verdict, tally);
  if (verdict.kind == Verdict::Kind::Same) tally.agreed.insert(subject);
  keep(options, name, verdict);
}

void recordAgain(const Options& options, Tally& tally) {
  for (const std::string& file : options.files) {
    std::string problem;
    const auto golden = routing::readGoldenFile(file, problem);
    if (!golden) {
      std::cout << file << ": " << problem << "\n";
      ++tally.impossible;
      continue;
    }
    judge(
        options, file, golden->header.value("case", "case"),
        [&] {
          return side_by_side::RandomCase{golden->header, side_by_side::scriptOf(*golden)};
        },
        tally);
  }
}

constexpr int kOtherVersion = 77;
constexpr int kGrace = 15;  ///< Seconds after the deadline until the case at hand is given up.

void explore(const Options& options, const std::vector<std::string>& subjects, Tally& tally) {
  const auto start = std::chrono::steady_clock::now();
  if (options.deadline > 0) side_by_side::giveUpAfter(options.deadline + kGrace);
  for (int i = 0; i < options.cases; ++i) {
    const auto spent = std::chrono::steady_clock::now() - start;
    if (options.deadline > 0 && spent > std::chrono::seconds(options.deadline)) {
      std::cout << "time is over after " << i << " of " << options.cases << " cases\n";
      return;
    }
    const int number = options.first + i / static_cast<int>(subjects.size());
    const std::string& subject = subjects[static_cast<std::size_t>(i) % subjects.size()];
    const auto make = [&] { return side_by_side::randomCase(subject, options.seed, number); };
    try {
      judge(options, subject, make().header.at("case"), make, tally);
    } catch (const side_by_side::Interrupted&) {
      if (!side_by_side::gaveUp()) throw;
      std::cout << "time is over in case " << i + 1 << " of " << options.cases << "\n";
      return;
    }
  }
}

/// Whether the installed program is not the one that the core follows; says so.
bool isOtherVersion(const std::string& program) {
  const std::string followed = program == "haproxy" ? "2.6." : "1.22.";
  const std::string version = side_by_side::versionOf(program);
  if (version.starts_with(followed)) return false;
  std::cout << program << " is " << version << "; the core follows " << followed
            << "x, so differences may be its own\n";
  return true;
}

/// On a slow machine less is compared, but nothing is left out altogether.
bool everySubjectAgreedOnce(const std::vector<std::string>& subjects, const Tally& tally) {
  bool all = true;
  for (const std::string& subject : subjects) {
    if (tally.agreed.contains(subject)) continue;
    std::cout << "nothing that agrees was compared for " << subject << "\n";
    all = false;
  }
  return all;
}

int run(const Options& options) {
  Tally tally;
  const auto& subjects = options.algorithms.empty() ? side_by_side::subjects() : options.algorithms;
  std::set<std::string> programs;
  for (const std::string& subject : subjects) programs.insert(subject.substr(0, subject.find('/')));
  for (const std::string& program : programs) tally.otherVersion = isOtherVersion(program) || tally.otherVersion;
  if (options.files.empty()) {
    explore(options, subjects, tally);
  } else {
    recordAgain(options, tally);
  }
  const bool enough = !options.files.empty() || options.cases < static_cast<int>(subjects.size()) ||
                      everySubjectAgreedOnce(subjects, tally);
  std::cout << tally.same << " cases with " << tally.decisions << " decisions are the same, " << tally.different
            << " differ, " << tally.unsteady << " unsteady, " << tally.impossible << " impossible" << std::endl;
  const bool fine = tally.different + tally.impossible == 0 && tally.same > 0 && enough;
  if (fine) return 0;
  return tally.otherVersion ? kOtherVersion : 1;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("Compares the routing core with the installed HAProxy and nginx, decision by decision.");
  app.add_option("files", options.files, "golden files to record again, instead of random cases");
  app.add_option("--seed", options.seed, "seed of the random cases")->capture_default_str();
  app.add_option("--cases", options.cases, "how many")->capture_default_str()->check(CLI::PositiveNumber);
  app.add_option("--first", options.first, "number of the first case of each algorithm")->check(CLI::NonNegativeNumber);
  app.add_option("--algorithm", options.algorithms, "only these, such as haproxy/leastconn or nginx/route")
      ->check(CLI::IsMember(side_by_side::subjects()));
  app.add_option("--keep", options.keep, "folder for recordings of cases that differ");
  app.add_flag("--keep-all", options.keepAll, "keep the others too");
  app.add_option("--deadline", options.deadline, "start no case after so many seconds, and give up 15 s later")
      ->check(CLI::PositiveNumber);
  CLI11_PARSE(app, argc, argv);
  side_by_side::watchSignals();
  try {
    return run(options);
  } catch (const side_by_side::Interrupted&) {
    std::cout << "interrupted" << std::endl;
    return 130;
  } catch (const std::exception& e) {
    std::cout << e.what() << std::endl;
    return 2;
  }
}
