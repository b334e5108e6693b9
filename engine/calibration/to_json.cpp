#include <array>
#include <cmath>
#include <nlohmann/json.hpp>

#include "engine/base/text.h"
#include "engine/calibration/calibration.h"
#include "engine/trace/civil_time.h"

namespace headroom::calibration {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kVersion = 1;
constexpr std::array<const char*, 7> kDays = {"Monday", "Tuesday",  "Wednesday", "Thursday",
                                              "Friday", "Saturday", "Sunday"};

Json number(double value) {
  return std::isfinite(value) ? Json(value) : Json();
}

Json estimate(const results::Estimate& value) {
  Json json = {{"mean", number(value.mean)},
               {"low", value.low ? number(*value.low) : Json()},
               {"high", value.high ? number(*value.high) : Json()},
               {"count", value.count}};
  if (!value.low) json["why"] = value.why.empty() ? "no interval" : value.why;
  return json;
}

Json sourced(const Sourced& figure) {
  Json json = estimate(figure.estimate);
  json["standing"] = wordOf(figure.standing);
  json["source"] = printable(figure.source);
  return json;
}

Json logOf(const results::LogFacts& log) {
  Json files = Json::array();
  for (std::size_t i = 0; i < log.files.size(); ++i)
    files.push_back({{"file", printable(log.files[i])}, {"format", log.formats[i]}});
  return {{"files", files},
          {"lines", log.lines},
          {"valid", log.valid},
          {"malformed", log.malformed},
          {"malformed_places", log.malformedPlaces},
          {"unmapped", log.unmapped},
          {"unmapped_top", log.unmappedTop},
          {"first_utc", log.firstUtc},
          {"last_utc", log.lastUtc},
          {"span_s", log.spanSeconds}};
}

Json curveOf(const RateCurve& curve) {
  const auto rates = [](const std::array<RateCurve::Hour, 24>& hours) {
    Json list = Json::array();
    for (const RateCurve::Hour& hour : hours) list.push_back(hour.covered > 0 ? number(hour.perSecond()) : Json());
    return list;
  };
  Json json = {{"mean_per_s", number(curve.meanPerSecond)},
               {"peak_hour_utc", trace::utcText(curve.peakHourNs)},
               {"peak_hour_per_s", number(curve.peakHourPerSecond)},
               {"peak_minute_utc", trace::utcText(curve.peakMinuteNs)},
               {"peak_minute_per_s", number(curve.peakMinutePerSecond)},
               {"by_hour_utc_per_s", rates(curve.hours)}};
  if (curve.week) {
    Json week = Json::object();
    for (std::size_t day = 0; day < kDays.size(); ++day) week[kDays[day]] = rates((*curve.week)[day]);
    json["by_weekday_and_hour_utc_per_s"] = std::move(week);
  }
  return json;
}

Json burstsOf(const std::vector<Dispersion>& burstiness) {
  Json list = Json::array();
  for (const Dispersion& each : burstiness)
    list.push_back({{"scale_s", each.scaleSeconds}, {"index_of_dispersion", estimate(each.index)}});
  return list;
}

Json mixOf(const std::vector<ApplicationTraffic>& mix) {
  Json list = Json::array();
  for (const ApplicationTraffic& each : mix) {
    list.push_back({{"name", each.name},
                    {"requests", each.requests},
                    {"failed", each.failed},
                    {"share", number(each.share)},
                    {"rate_per_s", estimate(each.rate)},
                    {"response_bytes", estimate(each.responseBytes)},
                    {"response_bytes_p50", number(each.bytesP50)},
                    {"response_bytes_p95", number(each.bytesP95)},
                    {"burstiness", burstsOf(each.burstiness)}});
  }
  return list;
}

Json sessionsOf(const Sessions& sessions) {
  Json cuts = Json::array(), think = Json::array();
  for (const SessionCut& cut : sessions.cuts) {
    cuts.push_back({{"gap_s", cut.gap.toSeconds()},
                    {"sessions", cut.sessions},
                    {"pages", number(cut.pages)},
                    {"length_s", number(cut.seconds)}});
  }
  for (const ThinkTime& each : sessions.think) {
    think.push_back({{"application", each.application.empty() ? Json() : Json(each.application)},
                     {"mean_s", estimate(each.mean)},
                     {"median_s", number(each.median)},
                     {"squared_variation", number(each.squaredVariation)},
                     {"law", formatLaw(each.law, Law::Kind::Fixed)},
                     {"pages_per_s", number(each.pagesPerSecond)},
                     {"requests_per_page", number(each.requestsPerPage)}});
  }
  return {{"gap_s", sessions.gap.toSeconds()}, {"by_gap", cuts}, {"think_times", think}};
}

Json fitsOf(const std::vector<CpuFit>& fits) {
  Json list = Json::array();
  for (const CpuFit& fit : fits) {
    Json terms = Json::array(), background = Json::array();
    for (const CpuFit::Background& each : fit.background)
      background.push_back({{"column", each.column}, {"cores", estimate(each.cores)}});
    list.push_back({{"machines", fit.machines},
                    {"intervals", fit.intervals},
                    {"explained", number(fit.explained)},
                    {"condition", number(fit.condition)},
                    {"collinear", fit.collinear},
                    {"notes", fit.notes},
                    {"background", background}});
    for (const CpuTerm& term : fit.terms)
      terms.push_back({{"application", term.name},
                       {"ms_per_request", estimate(term.ms)},
                       {"variance_inflation", number(term.inflation)},
                       {"not_told_apart_from", term.notTold}});
    list.back()["terms"] = std::move(terms);
  }
  return list;
}

Json demandsOf(const std::vector<Demand>& demands) {
  Json list = Json::array();
  for (const Demand& demand : demands) {
    Json low = estimate(demand.lowLoad.mean);
    low["by_timers"] = demand.lowLoad.byTimers;
    low["quiet"] = demand.lowLoad.quiet;
    low["most_in_progress"] = demand.lowLoad.mostInProgress;
    list.push_back({{"application", demand.application},
                    {"demand_ms", sourced(demand.core)},
                    {"law", formatLaw(demand.law, Law::Kind::Exponential)},
                    {"database_ms", demand.database ? sourced(*demand.database) : Json()},
                    {"low_load_ms", std::move(low)}});
  }
  return list;
}

Json testOf(const BackTest& test) {
  Json rows = Json::array();
  for (const Compared& row : test.rows) {
    rows.push_back({{"object", row.object},
                    {"measure", row.measure},
                    {"unit", row.unit},
                    {"observed", number(row.observed)},
                    {"predicted", estimate(row.predicted)},
                    {"error", row.observed > 0 ? number(row.error()) : Json()}});
  }
  return {{"held_out_from_utc", trace::utcText(test.heldOut.fromNs)},
          {"held_out_to_utc", trace::utcText(test.heldOut.toNs)},
          {"requests_fitted_on", test.fittedOn},
          {"requests_tested", test.tested},
          {"rows", rows},
          {"notes", test.notes}};
}

}  // namespace

std::string toJson(const Calibration& found, const BackTest* test) {
  Json warnings = Json::array(), notes = Json::array();
  for (const Diagnostic& warning : found.warnings) warnings.push_back(format(warning));
  for (const std::string& note : found.notes) notes.push_back(printable(note));
  const Json json = {{"schema", "headroom.calibration"},
                     {"version", kVersion},
                     {"farm", found.farm},
                     {"log", logOf(found.log)},
                     {"rates_from", found.window.name},
                     {"rate_curve", curveOf(found.curve)},
                     {"applications", mixOf(found.mix)},
                     {"sessions", sessionsOf(found.sessions)},
                     {"burstiness", burstsOf(found.burstiness)},
                     {"utilisation_fits", fitsOf(found.cpu)},
                     {"demands", demandsOf(found.demands)},
                     {"back_test", test != nullptr ? testOf(*test) : Json()},
                     {"notes", notes},
                     {"warnings", warnings}};
  constexpr int kIndent = 2;
  return json.dump(kIndent, ' ', false, Json::error_handler_t::replace);
}

}  // namespace headroom::calibration
