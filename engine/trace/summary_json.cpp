#include <nlohmann/json.hpp>

#include "engine/base/text.h"
#include "engine/trace/civil_time.h"
#include "engine/trace/summary.h"

namespace headroom::trace {
namespace {

using Json = nlohmann::ordered_json;

/// Foreign text as JSON text: logs hold any bytes, JSON is UTF-8.
std::string safe(const std::string& text) {
  return printable(text);
}

Json frequencies(const Summary::Frequencies& items) {
  Json object = Json::object();
  for (const auto& [name, count] : items) object[safe(name)] = count;
  return object;
}

Json pairs(const Summary::Frequencies& items) {
  Json array = Json::array();
  for (const auto& [name, count] : items) array.push_back(Json::array({safe(name), count}));
  return array;
}

/// How the lines were written: facts of the file, not of its requests.
void addEncoding(const Counts& counts, Json& json) {
  json["bytes"] = counts.bytes;
  if (counts.unpackedBytes > 0) json["bytes_uncompressed"] = counts.unpackedBytes;
  if (!counts.offsets.empty()) json["tz_offsets"] = counts.offsets;
  if (counts.carriageReturns > 0) json["crlf_lines"] = counts.carriageReturns;
  if (counts.unterminated) json["unterminated_last_line"] = true;
}

Json ofFile(const Counts& counts) {
  Json file = {{"file", safe(counts.file)},
               {"format", counts.format.empty() ? Json() : Json(counts.format)},
               {"lines", counts.lines},
               {"blank", counts.blank},
               {"directives", counts.directives},
               {"other_records", counts.otherRecords},
               {"valid", counts.valid},
               {"malformed", counts.malformed},
               {"malformed_lines", counts.malformedLines},
               {"bad_request_line", counts.badRequestLine},
               {"backward_steps", counts.backwardSteps}};
  addEncoding(counts, file);
  if (counts.valid > 0) {
    file["first_utc"] = utcText(counts.firstNs);
    file["last_utc"] = utcText(counts.lastNs);
  }
  file["detection"] = {{"share", counts.detection.share},
                       {"runner_up", counts.detection.runnerUp},
                       {"runner_up_share", counts.detection.runnerUpShare}};
  Json warnings = Json::array();
  for (const Diagnostic& warning : counts.warnings) warnings.push_back(format(warning));
  if (!warnings.empty()) file["warnings"] = std::move(warnings);
  Json problems = Json::array();
  for (const Diagnostic& problem : counts.problems) problems.push_back(format(problem));
  if (!problems.empty()) file["problems"] = std::move(problems);
  return file;
}

Json peakOf(const MinuteCounts::Peak& peak) {
  Json minutes = Json::array();
  for (const std::int64_t minute : peak.minutesNs) minutes.push_back(utcText(minute));
  return {{"requests", peak.requests}, {"utc", std::move(minutes)}};
}

void addEstimates(const Summary& summary, Json& json) {
  Json estimated = Json::array();
  if (!summary.clients.exact) estimated.push_back("clients_distinct");
  if (!summary.forwardedClients.exact) estimated.push_back("xff_distinct");
  if (!summary.segments.exact) estimated.push_back("segments_distinct");
  if (!summary.segmentsIgnoringCase.exact) estimated.push_back("segments_distinct_ci");
  if (!summary.durationsExact) estimated.push_back("duration_ms");
  if (!estimated.empty()) json["estimated"] = std::move(estimated);
  if (summary.segmentsError > 0) json["segments_top_too_low_by_at_most"] = summary.segmentsError;
}

}  // namespace

std::string toJson(const Summary& summary) {
  Json json = {{"schema", "headroom.trace"},
               {"version", 1},
               {"format", summary.format.empty() ? Json() : Json(summary.format)},
               {"lines", summary.lines},
               {"blank", summary.blank},
               {"directives", summary.directives},
               {"other_records", summary.otherRecords},
               {"valid", summary.valid},
               {"malformed", summary.malformed}};
  if (summary.files.size() == 1 && summary.malformed > 0)
    json["malformed_lines"] = summary.files.front().malformedLines;
  json["bad_request_line"] = summary.badRequestLine;
  addEncoding(summary.encoding(), json);
  json["time_semantics"] = summary.timeSemantics;
  if (summary.selected > 0) {
    json["first_utc"] = utcText(summary.firstNs);
    json["last_utc"] = utcText(summary.lastNs);
    json["span_s"] = summary.spanSeconds();
  }
  json["backward_steps"] = summary.backwardSteps;
  json["peak_minute"] = peakOf(summary.peakMinute);
  json["status"] = frequencies(summary.status);
  json["methods"] = frequencies(summary.methods);
  json["clients_distinct"] = summary.clients.count;
  if (summary.forwardedClients.count > 0) json["xff_distinct"] = summary.forwardedClients.count;
  if (!summary.servers.empty()) json["servers"] = frequencies(summary.servers);
  if (summary.format == "har") json["entries"] = summary.lines;
  json["segments_distinct"] = summary.segments.count;
  json["segments_distinct_ci"] = summary.segmentsIgnoringCase.count;
  json["segments_top"] = pairs(summary.segmentsTop);
  json["applications"] = pairs(summary.applications);
  json["bytes_sum"] = summary.bytesSum;
  json["bytes_missing"] = summary.bytesMissing;
  if (summary.durations) {
    const DurationTally::Figures& ms = *summary.durations;
    json["duration_ms"] = {{"n", ms.n},     {"mean", ms.mean}, {"p50", ms.p50},
                           {"p95", ms.p95}, {"p99", ms.p99},   {"max", ms.max}};
  }
  if (!summary.tiers.empty()) json["tiers"] = frequencies(summary.tiers);
  if (summary.doubled) json["counted_twice"] = true;
  json["classes"] = frequencies(summary.classes);
  if (summary.withAgent > 0) json["robots"] = {{"requests", summary.robots}, {"with_agent", summary.withAgent}};
  if (summary.selected != summary.valid) json["selected"] = summary.selected;
  if (summary.ignoredDurations > 0) json["durations_ignored"] = summary.ignoredDurations;
  addEstimates(summary, json);
  Json files = Json::array();
  for (const Counts& counts : summary.files) files.push_back(ofFile(counts));
  json["files"] = std::move(files);
  return json.dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace headroom::trace
