#include "engine/workload/sessions.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "engine/base/text.h"
#include "engine/trace/text_hash.h"
#include "engine/workload/scaling.h"

namespace headroom::workload {
namespace {

constexpr std::int64_t kFarthestNs = 600'000'000'000;
constexpr std::uint64_t kPurposeKeep = 11;
constexpr std::uint64_t kPurposeName = 12;
constexpr std::uint64_t kPurposeCopies = 13;  // and upwards, one a copy
constexpr std::size_t kFewVisitors = 65'536;

/// The value of `name` in "a=1; name=2" as browsers send it; IIS writes blanks as '+'.
std::string_view cookieValue(std::string_view cookies, std::string_view name) {
  while (!cookies.empty()) {
    const std::size_t end = std::min(cookies.find(';'), cookies.size());
    std::string_view one = cookies.substr(0, end);
    while (one.starts_with(' ') || one.starts_with('+')) one.remove_prefix(1);
    const std::size_t equals = one.find('=');
    if (equals != std::string_view::npos && one.substr(0, equals) == name) return one.substr(equals + 1);
    cookies.remove_prefix(std::min(end + 1, cookies.size()));
  }
  return {};
}

std::string_view clientOf(const trace::Record& record) {
  const std::string_view client = record.forwardedFor.empty() ? record.client : record.forwardedFor;
  return client.substr(0, std::min(client.find(','), client.size()));
}

/// Which session each visitor is in. Visitors who have been away for longer than the gap are forgotten now and then.
class OpenSessions {
 public:
  explicit OpenSessions(std::int64_t gapNs) : gapNs_(gapNs) {}

  std::uint32_t numberOf(std::uint32_t visitor, std::int64_t ns, std::vector<Session>& sessions) {
    const auto [open, isNew] = numbers_.try_emplace(visitor, 0);
    if (isNew || ns - sessions[open->second].toNs > gapNs_) {
      open->second = static_cast<std::uint32_t>(sessions.size());
      sessions.push_back({ns, ns, mixed(visitor, static_cast<std::uint64_t>(ns), kPurposeName)});
    }
    const std::uint32_t number = open->second;
    sessions[number].toNs = ns;
    if (numbers_.size() > most_) forget(ns, sessions);
    return number;
  }

 private:
  void forget(std::int64_t ns, const std::vector<Session>& sessions) {
    std::erase_if(numbers_, [&](const auto& open) { return ns - sessions[open.second].toNs > gapNs_; });
    most_ = std::max(kFewVisitors, 2 * numbers_.size());
  }

  std::int64_t gapNs_;
  std::unordered_map<std::uint32_t, std::uint32_t> numbers_;
  std::size_t most_ = kFewVisitors;
};

/// Where a copy of a session goes: anywhere within ten minutes that leaves it inside the replay.
std::int64_t shiftOf(const Session& session, std::int64_t spanNs, double where) {
  const std::int64_t earliest = std::max(-kFarthestNs, -session.fromNs);
  const std::int64_t latest = std::min(kFarthestNs, spanNs - session.toNs);
  const double width = static_cast<double>(std::max<std::int64_t>(0, latest - earliest));
  return earliest + static_cast<std::int64_t>(std::llround(where * width));
}

}  // namespace

std::uint32_t visitorOf(const trace::Record& record, VisitorKey key, std::string_view cookie) {
  std::uint64_t hash = 0;
  if (key == VisitorKey::Cookie) {
    const std::string_view value = cookieValue(record.cookie, cookie);
    if (!value.empty()) hash = mixed(trace::textHash(value), 1, kPurposeName);
  } else if (key != VisitorKey::Client && !record.user.empty() && record.user != "-") {
    hash = mixed(trace::textHash(toLower(record.user)), 2, kPurposeName);
  }
  if (hash == 0) hash = mixed(trace::textHash(clientOf(record)), trace::textHash(record.agent), kPurposeName);
  return static_cast<std::uint32_t>(hash >> 32);
}

std::vector<Session> findSessions(std::vector<Arrival>& arrivals, Duration gap) {
  std::vector<Session> sessions;
  OpenSessions open(gap.ns());
  for (Arrival& arrival : arrivals) arrival.visitor = open.numberOf(arrival.visitor, arrival.at.ns(), sessions);
  return sessions;
}

void scaleSessions(std::vector<Arrival>& arrivals, const std::vector<Session>& sessions, double factor, Duration span,
                   std::uint64_t seed) {
  if (factor == 1.0) return;
  const double whole = std::floor(factor);
  const auto oneMore = [&](const Session& session) {
    return uniform(mixed(seed, session.name, kPurposeKeep)) < factor - whole;
  };
  if (factor < 1.0) {
    std::erase_if(arrivals, [&](const Arrival& arrival) { return !oneMore(sessions[arrival.visitor]); });
    return;
  }
  const std::size_t originals = arrivals.size();
  arrivals.reserve(static_cast<std::size_t>(static_cast<double>(originals) * factor * 1.05) + 1024);
  for (std::size_t i = 0; i < originals; ++i) {
    const Session& session = sessions[arrivals[i].visitor];
    const auto copies = static_cast<std::uint64_t>(whole) - (oneMore(session) ? 0 : 1);
    for (std::uint64_t copy = 0; copy < copies; ++copy) {
      const std::uint64_t word = mixed(seed, session.name, kPurposeCopies + copy);
      Arrival moved = arrivals[i];
      moved.at = Instant::at(moved.at.sinceStart() + Duration::nanoseconds(shiftOf(session, span.ns(), uniform(word))));
      moved.client = static_cast<std::uint32_t>(mixed(moved.client, word, kPurposeName));
      arrivals.push_back(moved);
    }
  }
  // Equal times keep their order, so that nobody's requests change places.
  std::stable_sort(arrivals.begin(), arrivals.end(), [](const Arrival& a, const Arrival& b) { return a.at < b.at; });
}

}  // namespace headroom::workload
