// The clock of a program under test: stands still until advance().
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace headroom::side_by_side {

struct ClockPage;

class HeldClock {
 public:
  explicit HeldClock(const std::filesystem::path& folder);
  ~HeldClock();
  HeldClock(const HeldClock&) = delete;
  HeldClock& operator=(const HeldClock&) = delete;

  /// What the program needs in its environment.
  std::vector<std::string> environment() const;
  /// When it returns the program has done what was due and waits again.
  void advance(double seconds);

 private:
  void awaitRest();

  std::string path_;
  ClockPage* page_;
};

}  // namespace headroom::side_by_side
