#include "tests/calibration/recorded_run.h"

#include <algorithm>
#include <cstdio>
#include <stdexcept>

#include "engine/farm_file/farm_file.h"
#include "engine/sim/compile.h"
#include "engine/sim/runner.h"
#include "engine/trace/civil_time.h"
#include "tests/calibration/synthetic.h"

namespace headroom::calibration::testing {
namespace {

/// Counters as a monitor writes them, to a hundredth of a per cent.
CpuColumn columnOf(const std::string& machine) {
  return {"cpu.csv", machine, machine, {}};
}

void addReading(CpuColumn& column, const sim::WindowRow& row, double utilisation) {
  constexpr double kDigits = 1e4;
  CpuReading reading;
  reading.fromNs = kStartNs + std::llround((row.endSeconds - row.lengthSeconds) * 1e9);
  reading.toNs = kStartNs + std::llround(row.endSeconds * 1e9);
  reading.utilisation = std::round(utilisation * kDigits) / kDigits;
  column.readings.push_back(reading);
}

CpuData countersOf(const farm::Farm& farm, const sim::Model& model, const std::vector<sim::WindowRow>& rows) {
  CpuData cpu;
  for (std::size_t s = 0; s < model.servers.size(); ++s) {
    cpu.columns.push_back(columnOf(model.servers[s].name));
    for (const sim::WindowRow& row : rows) addReading(cpu.columns.back(), row, row.servers[s].utilisation);
  }
  for (std::size_t i = 0; i < model.stations.size(); ++i) {
    if (farm::findDatabase(farm, model.stations[i].name) == nullptr) continue;
    cpu.columns.push_back(columnOf(model.stations[i].name));
    for (const sim::WindowRow& row : rows) addReading(cpu.columns.back(), row, row.stations[i].utilisation);
  }
  return cpu;
}

}  // namespace

farm::Farm farmFrom(std::string_view text) {
  auto loaded = farm_file::read(std::string(text), farm_file::Format::Text, "known.farm");
  if (!loaded) throw std::runtime_error(format(loaded.problems().front()));
  return loaded->farm;
}

Material record(const farm::Farm& farm, const RunLength& length) {
  constexpr int kEverybody = 50'000'000;
  sim::RunOptions options;
  options.seed = length.seed;
  options.replications = 1;
  options.measured = Duration::seconds(length.seconds);
  options.traces = kEverybody;
  options.seriesWindows = static_cast<int>(length.seconds / length.interval);
  const Result<sim::Model> model = sim::compile(farm, options);
  if (!model) throw std::runtime_error(format(model.problems().front()));
  sim::World world(*model, sim::planOf(*model, options, Duration::wholeSeconds(30), 0));
  while (world.advance(Instant::never(), 1'000'000)) {
  }
  const std::vector<sim::WindowRow> rows = world.windows();
  const sim::Replication replication = world.takeResults();
  Material material;
  material.cpu = countersOf(farm, *model, rows);
  for (const sim::Noted& noted : replication.noted.sample()) {
    Observation seen = request((static_cast<double>(noted.created) - 30e9) / 1e9, noted.application,
                               static_cast<double>(noted.response) / 1e6);
    seen.failed = noted.outcome != sim::Outcome::Answered;
    seen.bytes = static_cast<std::uint32_t>(farm.applications[noted.application].responseBytes);
    material.log.requests.push_back(seen);
  }
  sortByTime(material.log.requests);
  return material;
}

std::string linesOf(const farm::Farm& farm, const Material& material) {
  std::string text;
  for (const Observation& seen : material.log.requests) {
    const std::int64_t end = (seen.arrivalNs + seen.responseNs() - kStartNs + 500'000) / 1'000'000;
    char line[200];
    std::snprintf(line, sizeof line,
                  "10.0.0.1 - - [23/Nov/2026:%02lld:%02lld:%02lld.%03lld +0000] \"GET /%s/Home HTTP/1.1\" %d %u \"-\" "
                  "\"curl\" rt=%.3f\n",
                  static_cast<long long>(end / 3'600'000), static_cast<long long>(end / 60'000 % 60),
                  static_cast<long long>(end / 1000 % 60), static_cast<long long>(end % 1000),
                  farm.applications[seen.application].name.c_str(), seen.failed ? 503 : 200, seen.bytes,
                  static_cast<double>(seen.responseUs) / 1e6);
    text += line;
  }
  return text;
}

}  // namespace headroom::calibration::testing
