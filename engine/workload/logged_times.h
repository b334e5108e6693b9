// The times that a log holds beside its arrivals.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/farm/farm.h"
#include "engine/workload/hand_overs.h"
#include "engine/workload/logged_request.h"
#include "engine/workload/workload.h"

namespace headroom::workload {

/// Service times and, if wanted, waits, responses and servers of the requests that are kept, by their numbers.
class LogTimesKept {
 public:
  LogTimesKept(const farm::Farm& farm, ServiceSource service, bool compare)
      : farm_(farm), service_(service), compare_(compare) {}

  /// Number of the request.
  std::uint32_t add(const RequestTimes& times);

  /// Requests whose service time is not logged, and those whose only time holds the waiting at the server too.
  std::uint64_t withoutService() const { return without_; }
  std::uint64_t withWaiting() const { return withWaiting_; }
  /// Requests in takeServices() whose server the log does not name, so that no waiting could be taken off their times,
  /// in a farm that states numbers of workers.
  std::uint64_t withoutServer() const { return withoutServer_; }
  std::uint64_t size() const { return number_; }

  /// Microseconds for which each request of `arrivals`, by its number, takes what it is given at its server: without
  /// the wait for one of the farm's workers there, and until the place was handed on to whoever waited for it.
  std::vector<std::uint32_t> takeServices(const std::vector<Arrival>& arrivals);
  /// What the log says of the zones and servers, by the requests among `arrivals` that were answered.
  std::vector<LoggedTimes> figures(const std::vector<Arrival>& arrivals) const;

 private:
  static constexpr std::uint32_t kNoTime = 0xffffffff;
  static constexpr std::uint16_t kNoServer = RequestTimes::kNoServer;
  struct Row {
    std::uint32_t waitUs = kNoTime, responseUs = kNoTime;
    std::uint16_t server = kNoServer;
    bool atServer = false;  ///< The server wrote the log: the response is the server's.
  };

  void addService(const RequestTimes& times);
  void takeWaitsOff(const std::vector<Arrival>& arrivals);
  void addRow(const RequestTimes& times);

  const farm::Farm& farm_;
  ServiceSource service_;
  bool compare_;
  std::uint32_t number_ = 0;
  std::uint64_t without_ = 0, withWaiting_ = 0, withoutServer_ = 0;
  std::vector<std::uint32_t> serviceUs_;
  HandOvers handOvers_;
  std::int64_t unitNs_ = 1;  ///< Waits and responses of the log are cut down to whole multiples of it.
  std::vector<Row> rows_;
};

}  // namespace headroom::workload
