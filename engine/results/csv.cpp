#include <algorithm>
#include <cmath>

#include "engine/base/quantity.h"
#include "engine/results/results.h"

namespace headroom::results {
namespace {

constexpr const char* kHeader = "kind,name,measure,unit,time_s,value,low,high,count,note\r\n";

/// A cell that no spreadsheet takes for a formula (OWASP, "CSV injection") and that commas, quotes and line ends cannot
/// break (RFC 4180).
std::string cell(const std::string& text) {
  std::string out = text;
  if (!out.empty() && std::string("=+-@\t\r\n").find(out.front()) != std::string::npos) out.insert(0, 1, '\'');
  if (out.find_first_of(",\"\r\n;\t'") == std::string::npos) return out;
  std::string quoted = "\"";
  for (const char c : out) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + '"';
}

std::string number(double value) {
  return std::isfinite(value) ? formatNumber(value) : std::string();
}

class Table {
 public:
  explicit Table(bool header) : text_(header ? kHeader : "") {}

  /// From here on rows belong to this object.
  void about(const std::string& kind, const std::string& name) { object_ = cell(kind) + "," + cell(name) + ","; }
  void estimate(const std::string& measure, const std::string& unit, const Estimate& e) {
    row(measure, unit, "", number(e.mean), e.low ? number(*e.low) : "", e.high ? number(*e.high) : "",
        std::to_string(e.count), e.why);
  }
  void figure(const std::string& measure, const std::string& unit, double value, const std::string& note = {}) {
    row(measure, unit, "", number(value), "", "", "", note);
  }
  void count(const std::string& measure, std::uint64_t value) {
    row(measure, "requests", "", std::to_string(value), "", "", "", "");
  }
  void at(double seconds, const std::string& measure, const std::string& unit, double value) {
    row(measure, unit, number(seconds), number(value), "", "", "", "");
  }
  void response(const std::string& prefix, const Response& r) {
    estimate(prefix + "mean", "ms", r.mean);
    estimate(prefix + "p50", "ms", r.p50);
    estimate(prefix + "p90", "ms", r.p90);
    estimate(prefix + "p95", "ms", r.p95);
    estimate(prefix + "p99", "ms", r.p99);
    estimate(prefix + "p99.9", "ms", r.p999);
    figure(prefix + "max", "ms", r.max);
  }
  void failures(const Failures& f) {
    count("failed_queue_full", f.queueFull);
    count("failed_timeout", f.timeout);
    count("failed_no_server", f.noServer);
    count("failed_refused", f.refused);
    count("failed_dependency", f.dependency);
    count("failed_limited", f.limited);
  }
  std::string take() { return std::move(text_); }

 private:
  void row(const std::string& measure, const std::string& unit, const std::string& time, const std::string& value,
           const std::string& low, const std::string& high, const std::string& count, const std::string& note) {
    text_ += object_ + cell(measure) + "," + cell(unit) + "," + time + "," + value + "," + low + "," + high + "," +
             count + "," + cell(note) + "\r\n";
  }
  std::string text_;
  std::string object_;
};

void addServices(Table& table, const RunResult& result) {
  for (const ZoneResult& zone : result.zones) {
    table.about("zone", zone.name);
    table.estimate("throughput", "/s", zone.throughput);
    table.response("", zone.response);
    table.estimate("wait", "ms", zone.wait);
    table.failures(zone.failed);
    table.estimate("calls", "/s", zone.calls);
    table.response("call_", zone.callResponse);
  }
  for (const ApplicationResult& application : result.applications) {
    table.about("application", application.name);
    table.estimate("throughput", "/s", application.throughput);
    table.response("", application.response);
    table.estimate("wait", "ms", application.wait);
    table.failures(application.failed);
    if (application.attempts) table.estimate("attempts", "/s", *application.attempts);
  }
}

void addResources(Table& table, const RunResult& result) {
  for (const ServerResult& server : result.servers) {
    table.about("server", server.name);
    table.estimate("utilisation", "share", server.utilisation);
    table.estimate("offered_load", "share", server.offeredLoad);
    table.estimate("queue", "requests", server.queue);
    table.estimate("workers_busy", "requests", server.workersBusy);
    table.estimate("throughput", "/s", server.throughput);
    table.count("queue_full", server.queueFull);
    table.count("recycled", server.recycled);
    table.count("shed", server.shed);
  }
  for (const StationResult& station : result.stations) {
    table.about(station.kind, station.name);
    table.estimate("utilisation", "share", station.utilisation);
    table.estimate("offered_load", "share", station.offeredLoad);
    table.estimate("queue", "requests", station.queue);
    table.estimate("throughput", "/s", station.throughput);
    if (station.hitRatio) table.estimate("hit_ratio", "share", *station.hitRatio);
    if (station.handshakes) table.estimate("handshakes", "/s", *station.handshakes);
  }
}

void addBackground(Table& table, const RunResult& result) {
  for (const BackgroundResult& background : result.background) {
    table.about("background", background.name);
    table.estimate("throughput", "/s", background.throughput);
    table.response("span_", background.span);
    table.estimate("wait", "ms", background.wait);
    table.estimate("running", "jobs", background.running);
    table.count("due", background.due);
    table.count("failed", background.failed);
    table.count("retried", background.retried);
    table.count("skipped", background.skipped);
    table.count("unfinished", background.unfinished);
  }
}

void addScaling(Table& table, const RunResult& result) {
  for (const ScalingResult& scaling : result.scaling) {
    table.about("scaling", scaling.zone);
    table.estimate("running", "servers", scaling.running);
    table.estimate("switched_on", "servers", scaling.switchedOn);
    table.figure("fewest", "servers", scaling.fewest);
    table.figure("most", "servers", scaling.most);
    table.figure("ups", "decisions", static_cast<double>(scaling.ups));
    table.figure("downs", "decisions", static_cast<double>(scaling.downs));
  }
}

const char* word(SloVerdict::Verdict verdict) {
  using enum SloVerdict::Verdict;
  return verdict == Met ? "met" : verdict == Missed ? "missed" : "not shown";
}

}  // namespace

std::string toCsv(const RunResult& result) {
  Table table(true);
  table.about("run", result.farm);
  table.count("arrivals", result.totals.arrivals);
  table.count("completed", result.totals.completed);
  table.count("in_flight", result.totals.inFlight);
  table.failures(result.totals.failed);
  if (const auto& attempts = result.totals.attempts) {
    table.count("retries", attempts->retries);
    table.count("reloads", attempts->reloads);
    table.count("retries_denied", attempts->denied);
  }
  addServices(table, result);
  addResources(table, result);
  addBackground(table, result);
  addScaling(table, result);
  for (const SloVerdict& slo : result.slos) {
    table.about("slo", slo.name);
    Estimate observed = slo.observed;
    observed.why = std::string(word(slo.verdict)) + ": " + slo.objective;
    table.estimate("observed", "", observed);
    table.figure("limit", "", slo.limit);
  }
  for (const Check& check : result.checks) {
    table.about("check", check.name);
    table.figure("deviation", "", check.figure, check.ok ? "ok" : "broken");
  }
  for (const Series& series : result.series) {
    table.about("series", series.object);
    for (std::size_t i = 0; i < std::min(series.times.size(), series.values.size()); ++i) {
      table.at(series.times[i], series.measure, series.unit, series.values[i]);
    }
  }
  return table.take();
}

std::string toCsv(const PlanResult& result, bool header) {
  Table table(header);
  for (const PlanRow& row : result.rows) {
    table.about("situation", row.situation);
    Estimate factor = row.factor;
    if (!row.limit.empty()) factor.why = row.limit + (factor.why.empty() ? "" : "; " + factor.why);
    table.estimate("factor", "multiple of today's load", factor);
    for (const PlanRow::Load& load : row.loads) table.figure("load of " + load.name, "share", load.utilisation);
  }
  for (const PlanResult::Point& point : result.curve) {
    table.about("curve", point.application);
    const std::string at = "at " + formatNumber(point.factor) + " times the load";
    table.figure("throughput", "/s", point.throughput, at);
    table.figure("p50", "ms", point.p50, at);
    Estimate p95{point.p95, point.p95Low, point.p95High, 0, at};
    table.estimate("p95", "ms", p95);
    table.figure("p99", "ms", point.p99, at);
  }
  return table.take();
}

}  // namespace headroom::results
