#include "engine/trace/formats/json_keys.h"

#include "engine/base/text.h"

namespace headroom::trace {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000, kMilli = 1'000'000, kMicro = 1'000, kNano = 1;

struct Known {
  JsonSlot slot;
  std::string_view paths;  ///< Best first.
  std::int64_t unitNs = 0;
  bool start = false;
  int rank = 10;  ///< Of the first one.
};

constexpr Known kKnown[] = {
    {JsonSlot::Time, "StartUTC StartLocal start_time startTime request_start", 0, true, 0},
    {JsonSlot::Time,
     "msec ts time_msec @timestamp timestamp timeStamp time time_iso8601 time_local datetime date_time date eventTime"},
    {JsonSlot::Duration, "request_time", kSecond},
    {JsonSlot::Service, "upstream_response_time", kSecond},
    {JsonSlot::Service, "service_ms", kMilli},
    {JsonSlot::Service, "OriginDuration", kNano},
    {JsonSlot::Duration, "timeTaken properties.timeTaken properties.timetaken time_taken", kSecond},
    {JsonSlot::Duration, "Duration event.duration duration_ns latency_ns elapsed_ns", kNano},
    {JsonSlot::Duration, "duration_us latency_us elapsed_us duration_usec request_time_us response_time_us", kMicro},
    {JsonSlot::Duration,
     "duration_ms latency_ms elapsed_ms response_time_ms request_time_ms time_ms took_ms time-taken elapsedTime "
     "responseTime "
     "response-time durationMs latencyMs elapsedMs",
     kMilli},
    {JsonSlot::Duration, "duration_s latency_s elapsed_s request_duration_seconds duration_seconds", kSecond},
    {JsonSlot::Duration, "duration response_time elapsed latency took httpRequest.latency", 0, false, 20},
    {JsonSlot::Client,
     "request.client_ip client_ip clientip clientIP ClientHost properties.clientIP properties.clientIp remote_addr "
     "remote_ip "
     "request.remote_ip request.remote_addr request.remoteAddress c-ip client.ip source.ip remoteAddr remote_address "
     "remoteAddress downstream_remote_address ClientAddr req.remoteAddress httpRequest.remoteIp client remote ip"},
    {JsonSlot::Method,
     "request_method RequestMethod request.method method http_method httpMethod properties.httpMethod "
     "http.request.method "
     "cs-method verb req.method httpRequest.requestMethod"},
    {JsonSlot::Target,
     "request_uri RequestPath request.uri request.url requestUri properties.requestUri uri url url.original url.path "
     "path "
     "request_path target cs-uri-stem http.url endpoint req.url httpRequest.requestUrl"},
    {JsonSlot::RequestLine, "request request_line"},
    {JsonSlot::Status,
     "status DownstreamStatus status_code statusCode response_code http_status httpStatus properties.httpStatus "
     "properties.httpStatusCode response.status response.statusCode res.statusCode http.response.status_code sc-status "
     "code httpRequest.status"},
    {JsonSlot::Bytes,
     "body_bytes_sent DownstreamContentSize size bytes_sent bytesSent sent_bytes properties.sentBytes "
     "properties.responseBytes response_size responseSize bytes_out response.bodySize http.response.body.bytes "
     "http.response.bytes sc-bytes bytes content_length length httpRequest.responseSize"},
    {JsonSlot::ForwardedFor,
     "http_x_forwarded_for x_forwarded_for xff request_X-Forwarded-For request.headers.X-Forwarded-For "
     "x-forwarded-for req.headers.x-forwarded-for"},
    {JsonSlot::Agent,
     "http_user_agent user_agent userAgent request_User-Agent request.headers.User-Agent properties.userAgent "
     "user_agent.original cs(User-Agent) agent req.headers.user-agent httpRequest.userAgent"},
    {JsonSlot::Server,
     "upstream_addr upstream_host upstreamHost ServiceAddr properties.serverRouted httpRequest.serverIp"},
};

bool slotByName(std::string_view name, JsonSlot& slot) {
  constexpr std::pair<std::string_view, JsonSlot> kNames[] = {
      {"time", JsonSlot::Time},           {"duration", JsonSlot::Duration}, {"client", JsonSlot::Client},
      {"method", JsonSlot::Method},       {"target", JsonSlot::Target},     {"path", JsonSlot::Target},
      {"request", JsonSlot::RequestLine}, {"status", JsonSlot::Status},     {"bytes", JsonSlot::Bytes},
      {"xff", JsonSlot::ForwardedFor},    {"agent", JsonSlot::Agent},       {"server", JsonSlot::Server}};
  for (const auto& [known, meaning] : kNames) {
    if (known != name) continue;
    slot = meaning;
    return true;
  }
  return false;
}

bool unitByName(std::string_view name, std::int64_t& ns) {
  ns = name == "s" ? kSecond : name == "ms" ? kMilli : name == "us" ? kMicro : name == "ns" ? kNano : 0;
  return ns != 0;
}

Diagnostics cannotMap(std::string_view entry, std::string_view option) {
  const bool columns = option == "--csv-map";
  return problem(
      std::string(option) + ": \"" + std::string(entry) + "\" is no mapping",
      std::string("write NAME=") + (columns ? "COLUMN" : "KEY") +
          " with a name of time, duration, client, method, target, request, status, bytes, xff, agent, server; " +
          (columns ? "a column has its name in the first line or a number from 1"
                   : "a key inside of objects has points (request.uri)") +
          ", a duration its unit behind (duration=took:ms)");
}

}  // namespace

JsonKeys::JsonKeys() {
  for (const Known& known : kKnown) {
    std::string_view paths = known.paths;
    for (int rank = known.rank; !paths.empty(); ++rank) {
      const std::size_t space = paths.find(' ');
      keys_.emplace(std::string(paths.substr(0, space)), JsonKey{known.slot, rank, known.unitNs, known.start});
      paths.remove_prefix(space == std::string_view::npos ? paths.size() : space + 1);
    }
  }
}

Diagnostics JsonKeys::map(const std::string& text, std::string_view option) {
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::size_t comma = rest.find(',');
    const std::string_view entry = trim(rest.substr(0, comma));
    rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
    const std::size_t equals = entry.find('=');
    JsonKey key{JsonSlot::Time, -1, 0, false};
    if (equals == std::string_view::npos || !slotByName(trim(entry.substr(0, equals)), key.slot))
      return cannotMap(entry, option);
    std::string_view path = trim(entry.substr(equals + 1));
    const std::size_t colon = path.rfind(':');
    if (key.slot == JsonSlot::Duration && colon != std::string_view::npos) {
      if (!unitByName(path.substr(colon + 1), key.unitNs)) return cannotMap(entry, option);
      path = path.substr(0, colon);
    }
    if (path.empty()) return cannotMap(entry, option);
    keys_[std::string(path)] = key;
  }
  return {};
}

}  // namespace headroom::trace
