// golden_decisions FILE...: replays recorded decisions on the routing core, prints the first mismatch of each file and
// a closing line "N passed, M failed". Exit code 0 when all passed, 1 on any mismatch, 2 without files.
#include <iostream>

#include "tests/routing/golden_replay.h"

int main(int argc, char** argv) {
  if (argc < 2) {
    std::cerr << "usage: golden_decisions FILE...\n"
                 "Replays golden decision files (.jsonl or .jsonl.gz) on the routing core.\n";
    return 2;
  }
  int passed = 0;
  int failed = 0;
  for (int i = 1; i < argc; ++i) {
    const auto result = headroom::routing::replayGoldenFile(argv[i]);
    if (result.passed) {
      ++passed;
    } else {
      ++failed;
      std::cout << argv[i] << ": " << result.mismatch << "\n";
    }
  }
  std::cout << passed << " passed, " << failed << " failed" << std::endl;
  return failed == 0 ? 0 : 1;
}
