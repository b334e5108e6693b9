#include "tests/routing/side_by_side/comparison.h"

#include <fstream>

#include "tests/routing/golden_replay.h"
#include "tests/routing/side_by_side/program.h"
#include "tests/routing/side_by_side/trouble.h"

namespace headroom::side_by_side {
namespace {

constexpr int kMostRecordings = 5;

routing::ReplayResult replay(const routing::GoldenFile& golden) {
  const TemporaryFolder folder;
  const std::string path = (folder.path() / "case.jsonl").string();
  writeGoldenFile(golden, path);
  return routing::replayGoldenFile(path);
}

}  // namespace

void writeGoldenFile(const routing::GoldenFile& golden, const std::string& path) {
  std::ofstream file(path, std::ios::binary);
  file << golden.header.dump() << "\n";
  for (const auto& step : golden.steps) file << step.dump() << "\n";
  if (!file.flush()) throw std::runtime_error("cannot write " + path);
}

// A difference counts only when the program, started again, decides the same again.
Verdict compare(const CaseMaker& make) {
  Verdict verdict;
  std::string hindrance = "it decided otherwise each time";
  while (verdict.recordings < kMostRecordings) {
    ++verdict.recordings;
    try {
      RandomCase next = make();
      routing::GoldenFile golden = record(next.header, next.script);
      const bool again = verdict.kind == Verdict::Kind::Different && golden.steps == verdict.golden.steps;
      if (again) return verdict;
      const routing::ReplayResult result = replay(golden);
      verdict.golden = std::move(golden);
      verdict.decisions = result.decisions;
      verdict.kind = result.passed ? Verdict::Kind::Same : Verdict::Kind::Different;
      verdict.why = result.mismatch;
      if (result.passed) return verdict;
    } catch (const Hindrance& e) {
      hindrance = e.what();
    } catch (const Interrupted&) {
      throw;
    } catch (const std::exception& e) {
      verdict.kind = Verdict::Kind::Impossible;
      verdict.why = e.what();
      return verdict;
    }
  }
  verdict.kind = Verdict::Kind::Unsteady;
  verdict.why = hindrance;
  return verdict;
}

}  // namespace headroom::side_by_side
