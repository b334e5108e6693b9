// Kinds of requests and of clients.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "engine/trace/quick_hash.h"

namespace headroom::trace {

/// What a request of an OutSystems-like farm asks for, by its path alone.
enum class TrafficClass {
  Static,       ///< Files by their extension: scripts, styles, images, fonts.
  Integration,  ///< A segment rest or soap among the first three, *.asmx, *.svc.
  Platform,     ///< Service Center, Lifetime, health checks (_ping.html), /moduleservices.
  Screen,       ///< All other paths: pages and the screen services behind them.
  None          ///< No path.
};
constexpr std::size_t kTrafficClasses = 5;
std::string_view toString(TrafficClass kind);
TrafficClass classOf(std::string_view target);
/// The same of what pathOf() said.
TrafficClass classOfPath(std::string_view path);

/// classOfPath() with a memory for what was asked lately, since few paths make most of the requests.
class PathClasses {
 public:
  PathClasses() : known_(kSlots) {}
  TrafficClass of(std::string_view path) {
    const std::uint64_t hash = quickHash(path) | 1u;
    Known& known = known_[(hash >> 20u) % kSlots];
    if (known.hash != hash) known = {hash, classOfPath(path)};
    return known.kind;
  }

 private:
  static constexpr std::size_t kSlots = 4'096;
  struct Known {
    std::uint64_t hash = 0;
    TrafficClass kind = TrafficClass::None;
  };
  std::vector<Known> known_;
};

/// Whether a user agent says that it is a crawler, a scanner, a monitor or a program's library. Who wants to hide is
/// not found this way.
bool isRobot(std::string_view agent);

/// isRobot() with a memory for what was asked lately, since few agents make most of the requests.
class RobotCounter {
 public:
  RobotCounter() : known_(kSlots) {}
  void merge(const RobotCounter& other) {
    robots_ += other.robots_;
    withAgent_ += other.withAgent_;
  }
  /// Whether it is a robot.
  bool add(std::string_view agent);
  std::uint64_t robots() const { return robots_; }
  /// Requests that name an agent at all; without any nothing is known about robots.
  std::uint64_t withAgent() const { return withAgent_; }

 private:
  static constexpr std::size_t kSlots = 4'096;
  struct Known {
    std::uint64_t hash = 0;
    bool robot = false;
  };
  std::vector<Known> known_;
  std::uint64_t robots_ = 0, withAgent_ = 0;
};

}  // namespace headroom::trace
