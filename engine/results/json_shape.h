// The keys of the results format, each named once: writer and reader walk the same list, so neither can forget what the
// other knows. An archive is called as archive("key", member). Keys are a promise to users (docs/formats/results.md):
// never rename one.
#pragma once

#include <concepts>
#include <type_traits>

#include "engine/results/results.h"

namespace headroom::results {

inline constexpr int kFormatVersion = 1;
inline constexpr const char* kRunSchema = "headroom.results";
inline constexpr const char* kPlanSchema = "headroom.plan";
/// Written where an executor gave neither an interval nor a reason.
inline constexpr const char* kNoInterval = "no interval was computed";

template <class T, class Described>
concept Of = std::same_as<std::remove_const_t<T>, Described>;

template <class A, Of<Response> T>
void describe(A& at, T& r) {
  at("mean", r.mean);
  at("p50", r.p50);
  at("p90", r.p90);
  at("p95", r.p95);
  at("p99", r.p99);
  at("p99.9", r.p999);
  at("max", r.max);
}

template <class A, Of<Failures> T>
void describe(A& at, T& f) {
  at("queue_full", f.queueFull);
  at("timeout", f.timeout);
  at("no_server", f.noServer);
  at("refused", f.refused);
  at("dependency", f.dependency);
  at("limited", f.limited);
}

template <class A, Of<ZoneResult> T>
void describe(A& at, T& z) {
  at("name", z.name);
  at("throughput", z.throughput);
  at("response", z.response);
  at("wait", z.wait);
  at("failed", z.failed);
  at("calls", z.calls);
  at("call_response", z.callResponse);
}

template <class A, Of<ApplicationResult> T>
void describe(A& at, T& a) {
  at("name", a.name);
  at("zone", a.zone);
  at("throughput", a.throughput);
  at("response", a.response);
  at("wait", a.wait);
  at("failed", a.failed);
  at("attempts", a.attempts);
}

template <class A, Of<ServerResult> T>
void describe(A& at, T& s) {
  at("name", s.name);
  at("utilisation", s.utilisation);
  at("offered_load", s.offeredLoad);
  at("queue", s.queue);
  at("workers_busy", s.workersBusy);
  at("throughput", s.throughput);
  at("queue_full", s.queueFull);
  at("recycled", s.recycled);
  at("shed", s.shed);
}

template <class A, Of<StationResult> T>
void describe(A& at, T& s) {
  at("name", s.name);
  at("kind", s.kind);
  at("utilisation", s.utilisation);
  at("offered_load", s.offeredLoad);
  at("queue", s.queue);
  at("throughput", s.throughput);
  at.whereSet("hit_ratio", s.hitRatio);
  at.whereSet("handshakes", s.handshakes);
}

template <class A, Of<BackgroundResult> T>
void describe(A& at, T& b) {
  at("name", b.name);
  at("application", b.application);
  at("throughput", b.throughput);
  at("span", b.span);
  at("wait", b.wait);
  at("running", b.running);
  at("due", b.due);
  at("failed", b.failed);
  at("retried", b.retried);
  at("skipped", b.skipped);
  at("unfinished", b.unfinished);
}

template <class A, Of<ScalingResult> T>
void describe(A& at, T& s) {
  at("name", s.zone);
  at("running", s.running);
  at("switched_on", s.switchedOn);
  at("fewest", s.fewest);
  at("most", s.most);
  at("ups", s.ups);
  at("downs", s.downs);
}

template <class A, Of<AvailabilityResult> T>
void describe(A& at, T& a) {
  at("name", a.name);
  at("kind", a.kind);
  at("share", a.share);
}

template <class A, Of<Check> T>
void describe(A& at, T& c) {
  at("name", c.name);
  at("ok", c.ok);
  at("figure", c.figure);
}

template <class A, Of<Series> T>
void describe(A& at, T& s) {
  at("object", s.object);
  at("measure", s.measure);
  at("unit", s.unit);
  at("times", s.times);
  at("values", s.values);
}

template <class A, Of<Attempts> T>
void describe(A& at, T& a) {
  at("retries", a.retries);
  at("reloads", a.reloads);
  at("denied", a.denied);
}

template <class A, Of<Totals> T>
void describe(A& at, T& t) {
  at("arrivals", t.arrivals);
  at("completed", t.completed);
  at("in_flight", t.inFlight);
  at("failed", t.failed);
  at("attempts", t.attempts);
}

template <class A, Of<SloVerdict> T>
void describe(A& at, T& s) {
  at("name", s.name);
  at("objective", s.objective);
  at("observed", s.observed);
  at("limit", s.limit);
  at("verdict", s.verdict);
}

template <class A, Of<TraceStep> T>
void describe(A& at, T& s) {
  at("depth", s.depth);
  at("kind", s.kind);
  at("place", s.place);
  at("at_ns", s.atNs);
  at("wait_ns", s.waitNs);
  at("work_ns", s.workNs);
}

template <class A, Of<Trace> T>
void describe(A& at, T& t) {
  at("why", t.why);
  at("application", t.application);
  at("outcome", t.outcome);
  at("replication", t.replication);
  at("sent_s", t.sentSeconds);
  at("response_ns", t.responseNs);
  at("wait_ns", t.waitNs);
  at("work_ns", t.workNs);
  at("steps", t.steps);
}

template <class A, Of<Precision::Metric> T>
void describe(A& at, T& m) {
  at("name", m.name);
  at("half_width", m.halfWidth);
  at("why", m.why);
}

template <class A, Of<Precision> T>
void describe(A& at, T& p) {
  at("target", p.target);
  at("reached", p.reached);
  at("ended", p.ended);
  at("metrics", p.metrics);
}

template <class A, Of<Intervals> T>
void describe(A& at, T& i) {
  at("method", i.method);
  at("parts", i.parts);
  at("largest_correlation", i.largestCorrelation);
}

template <class A, Of<FingerprintParts> T>
void describe(A& at, T& f) {
  at("draws", f.draws);
  at("paths", f.paths);
  at("times", f.times);
  at("results", f.results);
}

template <class A, Of<LogFacts> T>
void describe(A& at, T& l) {
  at("files", l.files);
  at("formats", l.formats);
  at("lines", l.lines);
  at("valid", l.valid);
  at("malformed", l.malformed);
  at("blank", l.blank);
  at("directives", l.directives);
  at("malformed_places", l.malformedPlaces);
  at("first_utc", l.firstUtc);
  at("last_utc", l.lastUtc);
  at("span_s", l.spanSeconds);
  at("unmapped", l.unmapped);
  at("unmapped_top", l.unmappedTop);
  at("peak_minute_per_s", l.peakMinutePerSecond);
  at("peak_minute_utc", l.peakMinuteUtc);
  at("notes", l.notes);
}

template <class A, Of<TimeFigures> T>
void describe(A& at, T& t) {
  at("count", t.count);
  at("mean", t.mean);
  at("p50", t.p50);
  at("p95", t.p95);
  at("p99", t.p99);
}

template <class A, Of<TimeErrors> T>
void describe(A& at, T& t) {
  at("mean", t.mean);
  at("p50", t.p50);
  at("p95", t.p95);
  at("p99", t.p99);
}

template <class A, Of<Comparison> T>
void describe(A& at, T& c) {
  at("scope", c.scope);
  at("name", c.name);
  at("measure", c.measure);
  at("logged_ms", c.logged);
  at("predicted_ms", c.predicted);
  at("error", c.error);
}

template <class A, Of<Validation> T>
void describe(A& at, T& v) {
  at("tolerance", v.tolerance);
  at("within", v.within);
  at("rows", v.rows);
}

template <class A, Of<RunResult> T>
void describe(A& at, T& r) {
  at("program", r.program);
  at("program_version", r.version);
  at("farm", r.farm);
  at("farm_file", r.farmFile);
  at("farm_hash", r.farmHash);
  at("seed", r.seed);
  at("replications", r.replications);
  at("load_factor", r.loadFactor);
  at("warmup_s", r.warmUpSeconds);
  at("measured_s", r.measuredSeconds);
  at("steady", r.steady);
  at("overloaded", r.overloaded);
  at("replay", r.replay);
  at("down", r.serversDown);
  at("totals", r.totals);
  at("zones", r.zones);
  at("applications", r.applications);
  at("servers", r.servers);
  at("stations", r.stations);
  at("background", r.background);
  at("scaling", r.scaling);
  at("availability", r.availability);
  at("checks", r.checks);
  at("slos", r.slos);
  at("warnings", r.warnings);
  at("log", r.log);
  at("validation", r.validation);
  at("events", r.events);
  at("fingerprint", r.fingerprint);
  at("fingerprint_parts", r.fingerprintParts);
  at("precision", r.precision);
  at("intervals", r.intervals);
  at("traces", r.traces);
  at("series", r.series);
  at("farm_text", r.farmText);
}

template <class A, Of<PlanRow::Load> T>
void describe(A& at, T& l) {
  at("name", l.name);
  at("utilisation", l.utilisation);
  at("computed", l.computed);
}

template <class A, Of<PlanRow> T>
void describe(A& at, T& r) {
  at("situation", r.situation);
  at("factor", r.factor);
  at("limit", r.limit);
  at("resource", r.resource);
  at("holds_today", r.holdsToday);
  at("loads", r.loads);
}

template <class A, Of<PlanResult::Point> T>
void describe(A& at, T& p) {
  at("factor", p.factor);
  at("application", p.application);
  at("throughput", p.throughput);
  at("p50", p.p50);
  at("p95", p.p95);
  at("p95_low", p.p95Low);
  at("p95_high", p.p95High);
  at("p99", p.p99);
}

template <class A, Of<PlanResult> T>
void describe(A& at, T& p) {
  at("farm", p.farm);
  at("farm_hash", p.farmHash);
  at("seed", p.seed);
  at("rows", p.rows);
  at("curve", p.curve);
  at("warnings", p.warnings);
}

}  // namespace headroom::results
