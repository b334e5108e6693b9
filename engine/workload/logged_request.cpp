#include "engine/workload/logged_request.h"

#include <algorithm>

#include "engine/base/text.h"
#include "engine/trace/address.h"
#include "engine/trace/civil_time.h"
#include "engine/trace/name_counts.h"
#include "engine/trace/request_filter.h"
#include "engine/trace/text_hash.h"
#include "engine/workload/sessions.h"

namespace headroom::workload {
namespace {

constexpr std::size_t kMostNames = 4'096;

/// Whom persistence and hashing see: the first forwarded address where there is one, else the client.
std::uint64_t clientHash(const trace::Record& record) {
  const std::string_view client = record.forwardedFor.empty() ? record.client : record.forwardedFor;
  return trace::textHash(client.substr(0, std::min(client.find(','), client.size())));
}

}  // namespace

RequestTimes RequestTimes::of(const trace::Record& record) {
  RequestTimes times;
  times.stampNs = record.stampNs;
  times.arrivalNs = record.arrivalNs;
  times.headNs = record.headNs;
  times.durationNs = record.durationNs.value_or(-1);
  times.queueNs = record.queueNs;
  times.serviceNs = record.serviceNs;
  times.proxied = record.proxied;
  times.wholeSecondStamp = record.wholeSecondStamp;
  if (times.queueNs >= 0) times.serverName = static_cast<std::uint32_t>(trace::textHash(record.server) >> 32);
  return times;
}

RequestMaker::RequestMaker(const farm::Farm& farm, const PathMap& paths, const Window& window,
                           const ReplayOptions& options)
    : farm_(&farm), paths_(&paths), window_(&window), options_(&options), selects_(trace::selectorOf(options.filter)) {}

LoggedRequest RequestMaker::operator()(const trace::Record& record) {
  LoggedRequest request;
  request.times = RequestTimes::of(record);
  request.client = clientHash(record);
  request.targetSize = record.target.size();
  request.log = record.log;
  request.selected = !selects_ || selects_(record);
  if (!request.selected) return request;
  request.tier = record.tier;
  request.sighting = sightings_.of(record);
  request.application = paths_->applicationOf(record.target);
  if (!request.application) {
    request.segment = trace::firstSegment(record.target).substr(0, trace::NameCounts::kLongestName);
    return request;
  }
  request.mayBeInside = mayBeInside(record);
  if (!request.mayBeInside) return request;
  if (options_->userScale != 1.0) request.visitor = visitorOf(record, options_->visitors, options_->sessionCookie);
  if (options_->compare || options_->service == ServiceSource::Log) request.times.server = serverOf(record.server);
  return request;
}

/// Whole-second stamps place a request up to a second off.
bool RequestMaker::mayBeInside(const trace::Record& record) const {
  constexpr std::int64_t kMargin = 2 * trace::kNsPerSecond;
  return record.stampNs + kMargin >= window_->fromNs && record.arrivalNs - kMargin < window_->toNs;
}

/// A proxy writes "backend/server" or an address with its port, a web server its computer's name or address.
std::uint16_t RequestMaker::serverOf(std::string_view logged) {
  if (logged.empty()) return RequestTimes::kNoServer;
  const std::string key(logged.substr(logged.rfind('/') + 1));
  const auto known = servers_.find(key);
  if (known != servers_.end()) return known->second;
  const std::string_view host = trace::hostOf(key);
  std::uint16_t index = RequestTimes::kNoServer;
  const std::size_t most = std::min<std::size_t>(farm_->servers.size(), RequestTimes::kNoServer);
  const auto is = [&](const std::string& name) {
    return !name.empty() && (equalIgnoringCase(name, key) || equalIgnoringCase(name, host));
  };
  for (std::size_t s = 0; s < most; ++s) {
    const farm::Server& server = farm_->servers[s];
    if (!is(server.name) && !is(server.address)) continue;
    index = static_cast<std::uint16_t>(s);
    break;
  }
  if (servers_.size() < kMostNames) servers_.emplace(key, index);
  return index;
}

}  // namespace headroom::workload
