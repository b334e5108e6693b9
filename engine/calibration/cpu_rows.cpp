#include "engine/calibration/cpu_rows.h"

#include <algorithm>

#include "engine/balancing/shares.h"

namespace headroom::calibration {
namespace {

/// What of an application's own work falls on a counter's machines, over their speed.
class Places {
 public:
  Places(const farm::Farm& farm, const CpuColumn& column, const std::string& database)
      : farm_(farm), machine_(column.machine), database_(database) {}

  double of(const farm::Application& application) const {
    if (!database_.empty()) {
      const farm::Database* database = farm::databaseOf(farm_, application);
      return database != nullptr && database->name == database_ ? 1 / database->speed : 0;
    }
    const farm::Zone* zone = farm::findZone(farm_, application.zone);
    if (zone == nullptr) return 0;
    double total = 0, here = 0;
    for (const balancing::Share& share : balancing::sharesOf(farm_, *zone, [](const std::string&) { return true; })) {
      const farm::Server* server = farm::findServer(farm_, share.server);
      total += share.weight;
      if (server != nullptr && (machine_.empty() || machine_ == server->name)) here += share.weight / server->speed;
    }
    return total > 0 ? here / total : 0;
  }

  double cores() const {
    double cores = 0;
    for (const farm::Server& server : farm_.servers)
      cores += database_.empty() && (machine_.empty() || machine_ == server.name) ? server.cores : 0;
    for (const farm::Database& database : farm_.databases) cores += database.name == database_ ? database.cores : 0;
    return cores;
  }

 private:
  const farm::Farm& farm_;
  std::string machine_, database_;
};

/// Requests of each application in each reading; one that lasts over several counts in each by its time there.
std::vector<std::vector<double>> countsOf(const std::vector<Observation>& requests, std::size_t applications,
                                          const std::vector<CpuReading>& readings, const StopCheck& stop) {
  std::vector<std::vector<double>> counts(readings.size(), std::vector<double>(applications, 0));
  std::size_t first = 0;
  for (const Observation& request : requests) {
    stop();
    while (first < readings.size() && readings[first].toNs <= request.arrivalNs) ++first;
    const std::int64_t end = request.arrivalNs + std::max<std::int64_t>(request.responseNs(), 1);
    const auto length = static_cast<double>(end - request.arrivalNs);
    for (std::size_t i = first; i < readings.size() && readings[i].fromNs < end; ++i) {
      const std::int64_t inside = std::min(end, readings[i].toNs) - std::max(request.arrivalNs, readings[i].fromNs);
      if (inside > 0) counts[i][request.application] += static_cast<double>(inside) / length;
    }
  }
  return counts;
}

}  // namespace

std::vector<CpuRow> rowsOf(const CpuQuestion& question, const std::vector<Visits>& visits) {
  const std::size_t applications = question.farm.applications.size();
  const std::int64_t from = question.requests.front().arrivalNs, to = question.requests.back().arrivalNs;
  std::vector<CpuRow> rows;
  for (std::size_t c = 0; c < question.columns.size(); ++c) {
    const CpuColumn& column = *question.columns[c];
    const Places places(question.farm, column, question.database);
    std::vector<double> place;
    for (const farm::Application& application : question.farm.applications) place.push_back(places.of(application));
    const auto counts = countsOf(question.requests, applications, column.readings, question.stop);
    for (std::size_t i = 0; i < column.readings.size(); ++i) {
      question.stop();
      const CpuReading& reading = column.readings[i];
      if (reading.fromNs < from || reading.toNs > to) continue;
      CpuRow row{c, static_cast<double>(reading.toNs - reading.fromNs) / 1e9, 0, 0,
                 std::vector<double>(applications, 0)};
      row.busy = reading.utilisation * places.cores() * row.seconds;
      for (std::size_t asked = 0; asked < applications; ++asked) {
        const auto& calls = question.database.empty() ? visits[asked].callMs : visits[asked].callDatabaseMs;
        for (std::size_t b = 0; b < applications; ++b) {
          row.counts[b] += counts[i][asked] * visits[asked].own[b] * place[b];
          row.fixed += counts[i][asked] * calls[b] * place[b] / 1e3;
        }
      }
      rows.push_back(std::move(row));
    }
  }
  return rows;
}

}  // namespace headroom::calibration
