// What a replay takes from a line of a log.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "engine/farm/farm.h"
#include "engine/trace/tiers.h"
#include "engine/trace/trace.h"
#include "engine/workload/path_map.h"
#include "engine/workload/window.h"
#include "engine/workload/workload.h"

namespace headroom::workload {

/// The times of a logged request, and who answered it. Times that the log does not tell are -1.
struct RequestTimes {
  static constexpr std::uint16_t kNoServer = 0xffff;

  std::int64_t stampNs = 0, arrivalNs = 0;
  std::int64_t headNs = 0, durationNs = -1, queueNs = -1, serviceNs = -1;
  std::uint32_t serverName =
      0;  ///< Hash of the server's name as logged, with that of its backend, where waits are told.
  std::uint16_t server = kNoServer;  ///< Index into Farm::servers.
  bool proxied = false, wholeSecondStamp = true;

  /// All but `server`.
  static RequestTimes of(const trace::Record& record);
};

/// A request as any thread can make it of its record: nothing in it depends on other lines, save that `sighting` is
/// left out once its tier had enough.
struct LoggedRequest {
  RequestTimes times;
  std::uint64_t client = 0;      ///< Hash.
  std::uint64_t targetSize = 0;  ///< Bytes.
  trace::TierSamples::Sighting sighting;
  std::string tier, segment;  ///< `segment`: only where no application has the path.
  std::uint32_t visitor = 0;
  std::uint32_t log = 0;     ///< As in trace::Record.
  bool selected = false;     ///< By the filter; without it nothing below `targetSize` is filled.
  bool mayBeInside = false;  ///< Inside the window, or within the second or two that its stamp may be off.
  std::optional<std::uint32_t> application;
};

/// Makes them, on one thread, with a memory of its own.
class RequestMaker {
 public:
  /// All of it must outlive the maker.
  RequestMaker(const farm::Farm& farm, const PathMap& paths, const Window& window, const ReplayOptions& options);

  LoggedRequest operator()(const trace::Record& record);

 private:
  bool mayBeInside(const trace::Record& record) const;
  std::uint16_t serverOf(std::string_view logged);

  const farm::Farm* farm_;
  const PathMap* paths_;
  const Window* window_;
  const ReplayOptions* options_;
  std::function<bool(const trace::Record&)> selects_;
  trace::TierSightings sightings_;
  std::unordered_map<std::string, std::uint16_t> servers_;  ///< By the name that the log has for it.
};

}  // namespace headroom::workload
