// A case, recorded from the real program and replayed on the routing core.
#pragma once

#include <string>

#include "tests/routing/golden_file.h"
#include "tests/routing/side_by_side/random_case.h"

namespace headroom::side_by_side {

struct Verdict {
  enum class Kind {
    Same,       ///< The core decides as the program did, at every step.
    Different,  ///< It does not, and the program decided the same when asked again.
    Unsteady,   ///< The program could not be followed, or decided otherwise each time: says nothing about the core.
    Impossible  ///< The case cannot be recorded: not installed, or a configuration that the program refuses.
  };
  Kind kind = Kind::Impossible;
  std::string why;     ///< Empty when Same.
  int recordings = 0;  ///< How many it took; more than one is worth telling.
  long decisions = 0;
  routing::GoldenFile golden;
};

/// Makes the case and its script afresh for every recording.
using CaseMaker = std::function<RandomCase()>;

Verdict compare(const CaseMaker& make);

void writeGoldenFile(const routing::GoldenFile& golden, const std::string& path);

}  // namespace headroom::side_by_side
