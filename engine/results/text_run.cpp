#include <algorithm>
#include <cmath>

#include "engine/base/text.h"
#include "engine/results/figures.h"
#include "engine/results/terminal.h"
#include "engine/results/validation.h"

namespace headroom::results {
namespace {

using Cell = Terminal::Cell;
using Rows = std::vector<std::vector<Cell>>;

Tone toneOf(State state) {
  switch (state) {
    case State::Ok:
      return Tone::Good;
    case State::Near:
      return Tone::Near;
    case State::Over:
      return Tone::Bad;
    case State::Idle:
    case State::Unknown:
      break;
  }
  return Tone::Faint;
}

Tone toneOf(SloVerdict::Verdict verdict) {
  using enum SloVerdict::Verdict;
  return verdict == Met ? Tone::Good : verdict == Missed ? Tone::Bad : Tone::Near;
}

/// "41.2 ±0.3": the mean and the longer side of its interval.
std::string plusMinus(const Estimate& estimate, Unit unit) {
  if (estimate.count == 0 && unit == Unit::Milliseconds) return "–";
  const std::string half = halfWidth(estimate, unit);
  return meanOf(estimate, unit) + (half.empty() ? "" : " ±" + half);
}

std::string bar(double load, int width) {
  if (!std::isfinite(load)) return std::string(static_cast<std::size_t>(width), ' ');
  const int full = std::clamp(static_cast<int>(std::lround(load * width)), 0, width);
  std::string out;
  for (int i = 0; i < width; ++i) out += i < full ? "█" : "·";
  return out;
}

void writeHead(Terminal& out, const RunResult& run) {
  std::string what = run.replay ? "replay of " : "simulation, ";
  if (run.replay && run.log) {
    what += run.log->files.size() == 1 ? run.log->files.front() : count(run.log->files.size()) + " logs";
    what += ", ";
  } else if (run.replay) {
    what += "recorded arrivals, ";
  }
  if (run.loadFactor != 1) what += "load × " + rounded(run.loadFactor) + ", ";
  if (run.replications > 1) what += count(static_cast<std::uint64_t>(run.replications)) + " runs of ";
  what += span(run.measuredSeconds) + " measured";
  if (run.warmUpSeconds > 0) what += " after " + span(run.warmUpSeconds) + " of warm-up";
  out.paragraph((run.farm.empty() ? std::string("farm") : cutTo(run.farm, out.width() / 2 - 2)) + ": ",
                what + ", seed " + std::to_string(run.seed), Tone::Strong);
  if (!run.serversDown.empty())
    out.paragraph("! ", "out for the whole run: " + joinWithAnd(run.serversDown), Tone::Near);
}

void writePrecision(Terminal& out, const Precision& precision) {
  const auto percent = [](double share) { return "±" + rounded(100 * share) + " %"; };
  const std::string target = percent(precision.target);
  if (precision.reached) {
    out.paragraph("✓ precise    ", target + " or better for each of " + count(precision.metrics.size()) + " figures",
                  Tone::Good);
    return;
  }
  std::string text = "not reached: " + precision.ended;
  for (const Precision::Metric& metric : precision.metrics) {
    if (metric.halfWidth <= precision.target) continue;
    text += "; " + metric.name + " is known to " +
            (std::isfinite(metric.halfWidth) ? percent(metric.halfWidth) : "no precision");
    if (!std::isfinite(metric.halfWidth) && !metric.why.empty()) text += " (" + metric.why + ")";
  }
  out.paragraph("✗ precision  ", target + " asked for, " + text, Tone::Bad);
}

void writeVerdicts(Terminal& out, const RunResult& run) {
  const auto overload = [&](const std::string& name, double load) {
    out.paragraph("✗ overload   ",
                  name + " is asked for " + figure(load, Unit::Share) +
                      " of its capacity: its queue grows without bound and the response times below depend on how long "
                      "the run was",
                  Tone::Bad);
  };
  const auto judge = [&](const std::string& name, double load, std::uint64_t shed) {
    if (load < kOver) return;
    if (shed > 0) {
      out.paragraph("▲ sheds load ",
                    name + " is asked for " + figure(load, Unit::Share) +
                        " of its capacity and answers what is too much 503 at once",
                    Tone::Near);
    } else if (run.steady ||
               (run.replay && load < 1.02)) {  // people who wait for their answers ask for no more than there is
      out.paragraph("▲ saturated  ", name + " is busy all the time: its queue is as long as its users make it",
                    Tone::Near);
    } else {
      overload(name, load);
    }
  };
  for (const ServerResult& server : run.servers) judge(server.name, loadOf(server), server.shed);
  for (const StationResult& station : run.stations) judge(titleOf(station), loadOf(station), 0);
  for (const std::string& warning : run.warnings) {
    if (warning.find("pools are full nearly all the time") != std::string::npos)
      out.paragraph("✗ overload   ", warning, Tone::Bad);
  }
  for (const std::string& warning : run.warnings) {
    const std::size_t told = warning.find(" is critical: ");
    if (told != std::string::npos) out.paragraph("▲ critical   ", warning, Tone::Near);
  }
  for (const ApplicationResult& application : run.applications) {
    if (!answeredNothing(application)) continue;
    out.paragraph("✗ no answer  ",
                  application.name + ": all of " + count(application.failed.total()) + " requests failed", Tone::Bad);
  }
  for (const SloVerdict& slo : run.slos) {
    std::string lead = std::string(markOf(slo.verdict)) + " " + wordOf(slo.verdict);
    lead.append(lead.size() < 15 ? 15 - lead.size() : 1, ' ');  // the marks are three bytes long
    const std::string observed = slo.observed.count > 0 ? withInterval(slo.observed, unitOf(slo)) : "nothing observed";
    out.paragraph(lead, (slo.name.empty() ? "" : slo.name + ": ") + slo.objective + ": " + observed,
                  toneOf(slo.verdict));
  }
  if (run.slos.empty()) out.paragraph("○ ", "the farm states no objective to judge by; add an slo to it", Tone::Faint);
}

void writeServices(Terminal& out, const RunResult& run) {
  const std::vector<Terminal::Column> columns = {{"", 0, false}, {"req/s", 8},   {"p50 ms", 13},
                                                 {"p95 ms", 13}, {"p99 ms", 13}, {"failed", 11}};
  const auto row = [](const std::string& name, const Estimate& throughput, const Response& response,
                      const Failures& failed) {
    return std::vector<Cell>{name,
                             meanOf(throughput, Unit::PerSecond),
                             plusMinus(response.p50, Unit::Milliseconds),
                             plusMinus(response.p95, Unit::Milliseconds),
                             plusMinus(response.p99, Unit::Milliseconds),
                             {count(failed.total()), failed.total() > 0 ? Tone::Bad : Tone::Plain}};
  };
  auto named = columns;
  Rows zones;
  for (const ZoneResult& zone : run.zones) zones.push_back(row(zone.name, zone.throughput, zone.response, zone.failed));
  named[0].title = "Zone";
  if (!zones.empty()) out.table(named, zones);
  Rows applications;
  for (const ApplicationResult& a : run.applications)
    applications.push_back(row(a.name, a.throughput, a.response, a.failed));
  named[0].title = "Application";
  if (applications.empty()) return;
  out.line();
  out.table(named, applications);
  if (run.background.empty()) return;
  Rows background;
  for (const BackgroundResult& b : run.background) {
    Failures failed;
    failed.timeout = b.failed;
    background.push_back(row(b.name, b.throughput, b.span, failed));
  }
  named[0].title = "Background work";
  named[1].title = "done/s";
  out.line();
  out.table(named, background);
}

void writeResources(Terminal& out, const RunResult& run) {
  static constexpr int kBar = 11;
  const auto row = [&](const std::string& name, const auto& resource) {
    const bool down = std::find(run.serversDown.begin(), run.serversDown.end(), resource.name) != run.serversDown.end();
    const State state = stateOf(resource);
    return std::vector<Cell>{name,
                             {bar(resource.utilisation.mean, kBar), toneOf(state)},
                             plusMinus(resource.utilisation, Unit::Share),
                             meanOf(resource.offeredLoad, Unit::Share),
                             plusMinus(resource.queue, Unit::Number),
                             down ? Cell{"down", Tone::Near} : Cell{wordOf(state), toneOf(state)}};
  };
  std::vector<Terminal::Column> columns = {{"Server", 0, false}, {"", kBar, false}, {"used %", 11},
                                           {"offered %", 9},     {"queue", 12},     {"state", 7, false}};
  Rows servers;
  for (const ServerResult& server : run.servers) servers.push_back(row(server.name, server));
  if (!servers.empty()) {
    out.line();
    out.table(columns, servers);
  }
  Rows stations;
  for (const StationResult& station : run.stations) {
    if (!station.hitRatio) stations.push_back(row(titleOf(station), station));
  }
  if (stations.empty()) return;
  columns[0].title = "Station";
  out.line();
  out.table(columns, stations);
}

void writeScaling(Terminal& out, const RunResult& run) {
  if (run.scaling.empty()) return;
  Rows rows;
  for (const ScalingResult& zone : run.scaling) {
    rows.push_back({Cell{zone.zone}, Cell{plusMinus(zone.running, Unit::Number)},
                    Cell{plusMinus(zone.switchedOn, Unit::Number)},
                    Cell{std::to_string(zone.fewest) + "…" + std::to_string(zone.most)}, Cell{count(zone.ups)},
                    Cell{count(zone.downs)}});
  }
  out.line();
  out.table({{"Scaled zone", 0, false}, {"servers", 12}, {"switched on", 12}, {"range", 9}, {"up", 7}, {"down", 7}},
            rows);
}

void writeCaches(Terminal& out, const RunResult& run) {
  for (const StationResult& cache : run.stations) {
    if (!cache.hitRatio) continue;
    const bool down = std::find(run.serversDown.begin(), run.serversDown.end(), cache.name) != run.serversDown.end();
    out.line();
    out.paragraph(titleOf(cache) + ": ",
                  (down ? std::string("down; ") : "") + withInterval(*cache.hitRatio, Unit::Share) +
                      " of the look-ups hit, at " + figure(cache.throughput.mean, Unit::PerSecond),
                  down ? Tone::Near : Tone::Plain);
  }
}

/// Relays to which opening a connection costs something.
void writeConnections(Terminal& out, const RunResult& run) {
  Rows rows;
  for (const StationResult& station : run.stations) {
    if (!station.handshakes) continue;
    const double requests = station.throughput.mean;
    const double share = requests > 0 ? station.handshakes->mean / requests : 0.0;
    rows.push_back({titleOf(station), plusMinus(*station.handshakes, Unit::PerSecond), figure(share, Unit::Share)});
  }
  if (rows.empty()) return;
  out.line();
  out.table({{"Connections", 0, false}, {"opened/s", 16}, {"per request", 12}}, rows);
}

void writeAvailability(Terminal& out, const RunResult& run) {
  if (run.availability.empty()) return;
  Rows rows;
  for (const AvailabilityResult& part : run.availability) {
    const bool named = part.name.find(part.kind) != std::string::npos;
    rows.push_back(
        {Cell{named ? part.name : part.name + " (" + part.kind + ")"}, Cell{plusMinus(part.share, Unit::Share)}});
  }
  out.line();
  out.table({{"Availability", 40, false}, {"share of time", 16}}, rows);
}

void writeLog(Terminal& out, const LogFacts& log) {
  std::string text = count(log.valid) + " of " + count(log.lines) + " lines replayable";
  if (!log.formats.empty()) text += " (" + joinWithAnd(formatsOf(log)) + ")";
  text += ", " + span(log.spanSeconds) + " from " + log.firstUtc;
  if (log.peakMinutePerSecond > 0) {
    text += ", peak minute " + figure(log.peakMinutePerSecond, Unit::PerSecond) + " at " + log.peakMinuteUtc;
  }
  out.paragraph("Log: ", text);
  for (const std::string& note : log.notes) out.paragraph("  ", note);
  if (log.malformed > 0) out.paragraph("! ", malformedText(log), Tone::Near);
  if (log.unmapped > 0) {
    std::string top;
    for (std::size_t i = 0; i < std::min<std::size_t>(3, log.unmappedTop.size()); ++i)
      top += (i ? ", " : "") + log.unmappedTop[i];
    out.paragraph("! ",
                  count(log.unmapped) + " lines belong to no application of the farm" +
                      (top.empty() ? "" : ", most often " + top),
                  Tone::Near);
  }
}

void writeFoot(Terminal& out, const RunResult& run) {
  const Totals& t = run.totals;
  out.line();
  out.paragraph("Requests: ", count(t.arrivals) + " arrived, " + count(t.completed) + " answered, " +
                                  count(t.failed.total()) + " failed" +
                                  (t.failed.total() > 0 ? " (" + causes(t.failed) + ")" : "") + ", " +
                                  count(t.inFlight) + " in progress at the end");
  if (t.attempts) {
    const std::uint64_t sent = t.arrivals + t.attempts->retries + t.attempts->reloads;
    out.paragraph(
        "Attempts: ",
        count(sent) + " sent, of them " + count(t.attempts->retries) + " retries and " + count(t.attempts->reloads) +
            " reloads" +
            (t.attempts->denied > 0 ? "; " + count(t.attempts->denied) + " retries denied by the budget" : ""));
  }
  if (run.log) writeLog(out, *run.log);
  if (run.intervals && run.intervals->method == "batch means") {
    std::string text = "95 %, from " + count(static_cast<std::uint64_t>(run.intervals->parts)) +
                       " batches of one run; largest correlation of neighbouring batches " +
                       rounded(run.intervals->largestCorrelation);
    out.paragraph("Intervals: ", text);
  }
  if (!run.fingerprint.empty()) {
    const FingerprintParts& parts = run.fingerprintParts;
    out.paragraph("Fingerprint: ", run.fingerprint + " (draws " + parts.draws + ", paths " + parts.paths + ", times " +
                                       parts.times + ", results " + parts.results + ")");
  }
  const auto broken = std::count_if(run.checks.begin(), run.checks.end(), [](const Check& c) { return !c.ok; });
  if (!run.checks.empty() && broken == 0) {
    std::vector<std::string> names;
    for (const Check& check : run.checks) names.push_back(check.name);
    out.paragraph("Self-checks: ", "all " + count(run.checks.size()) + " hold (" + joinWithAnd(names) + ")");
  }
  for (const Check& check : run.checks) {
    if (!check.ok)
      out.paragraph("✗ self-check broken: ",
                    check.name + ", off by " + rounded(check.figure) + "; do not trust this run", Tone::Bad);
  }
  for (const std::string& warning : run.warnings) out.paragraph("! ", warning, Tone::Near);
}

}  // namespace

std::string toText(const RunResult& result, int width, bool colour) {
  Terminal out(width, colour);
  writeHead(out, result);
  writeVerdicts(out, result);
  if (result.precision) writePrecision(out, *result.precision);
  out.line();
  writeServices(out, result);
  writeResources(out, result);
  writeCaches(out, result);
  if (result.validation) write(out, *result.validation);
  writeScaling(out, result);
  writeConnections(out, result);
  writeAvailability(out, result);
  writeTraces(out, result.traces);
  writeFoot(out, result);
  return out.take();
}

}  // namespace headroom::results
