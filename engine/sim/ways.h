// Ways of a farm's network as the simulator crosses them.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "engine/farm/farm.h"
#include "engine/network/network.h"
#include "engine/sim/model.h"

namespace headroom::sim {

/// Collects the ways a model needs; equal ways are shared, and each link direction with a bandwidth becomes a station.
/// Links that can fail, by chance or by plan, are the model's from the beginning.
class WayTable {
 public:
  WayTable(const farm::Farm& farm, const network::Network& network, Model& model);

  /// The way from one node to another for a port, with what takes its place while links are out; kNone when nothing
  /// leads there or a firewall drops it.
  Index between(const std::string& from, const std::string& to, int port) { return between(from, to, port, {}); }
  /// The way that takes no time.
  Index nowhere() const { return 0; }
  /// Place of a link of the farm among those that can fail; kNone: it cannot.
  Index failing(std::size_t link) const { return failing_[link]; }

 private:
  using Direction = std::pair<std::size_t, bool>;  ///< Link, and whether it is crossed from its `from` to its `to`.
  using Closed = std::vector<std::size_t>;         ///< Links, in ascending order.
  /// Ways that differ in what takes their place differ.
  using Course = std::pair<std::vector<Direction>, std::vector<Detour>>;
  /// Links that are gone around at once; with more of them out messages are lost on one.
  static constexpr std::size_t kMostGoneAround = 3;

  Index between(const std::string& from, const std::string& to, int port, const Closed& closed);
  std::vector<Detour> detoursOf(const std::vector<Direction>& directions, const std::string& from,
                                const std::string& to, int port, const Closed& closed);
  Index add(const Course& course);
  /// The farm's network without these links.
  const network::Network& networkWithout(const Closed& closed);

  std::vector<Direction> directed(const std::vector<std::size_t>& links, const std::string& from) const;
  Index stationOf(const Direction& direction);
  Way wayOf(const std::vector<Direction>& directions);
  void addStretches(Way& way);
  Index stretchOf(const std::vector<Index>& stations);

  const farm::Farm& farm_;
  const network::Network& network_;
  Model& model_;
  std::map<Course, Index> known_;
  std::map<Closed, network::Network> without_;
  std::map<Direction, Index> stations_;
  std::map<std::vector<Index>, Index> stretches_;
  std::vector<Index> failing_;  ///< By link of the farm: its place among those that can fail.
};

}  // namespace headroom::sim
