#include "engine/routing/haproxy/haproxy_policy.h"

#include <algorithm>
#include <cassert>
#include <numeric>

namespace headroom::routing {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::uint32_t kSixteenths = 16;

Instant nextSecond(Instant now) {
  return Instant::at(Duration::nanoseconds((now.ns() / kSecond + 1) * kSecond));
}

}  // namespace

HaproxyPolicy::HaproxyPolicy(const std::vector<ServerSpec>& servers, bool allBackups, WeightScale scale)
    : allBackups_(allBackups), scale_(scale) {
  std::uint32_t divisor = 0;
  members_.reserve(servers.size());
  for (const ServerSpec& spec : servers) {
    assert(spec.weight >= 0 && spec.weight <= kMaxWeight && "weights are checked before a policy is made");
    Member m;
    m.id = spec.id > 0 ? static_cast<std::uint32_t>(spec.id) : static_cast<std::uint32_t>(members_.size() + 1);
    m.weight = m.configuredWeight = spec.weight;
    m.limit = m.configuredLimit = static_cast<std::uint32_t>(std::max(0, spec.maxConnections));
    m.queueLimit = static_cast<std::uint32_t>(std::max(0, spec.maxQueue));
    m.group = spec.backup ? Backup : Active;
    m.usable = !spec.disabled;
    m.slowStart = (spec.slowStart.ns() + kSecond - 1) / kSecond;
    divisor = std::gcd(divisor, static_cast<std::uint32_t>(spec.weight));
    members_.push_back(m);
  }
  divisor_ = std::max<std::uint32_t>(1, divisor);
  for (Member& m : members_) {
    m.effective = effectiveWeight(m);
    m.inPlay = m.usable && m.effective > 0;
    if (m.inPlay) ++inPlay_[m.group];
  }
  findSoleBackup();
}

void HaproxyPolicy::queued(ServerIndex server) {
  ++members_[server].queued;
}
void HaproxyPolicy::unqueued(ServerIndex server) {
  assert(members_[server].queued > 0 && "a request left a queue that it was not in");
  --members_[server].queued;
}

std::uint32_t HaproxyPolicy::effectiveWeight(const Member& m) const {
  const auto weight = static_cast<std::uint32_t>(m.weight);
  if (scale_ == WeightScale::Reduced) return (weight + divisor_ - 1) / divisor_;
  if (!m.warming) return weight * kSixteenths;
  const std::int64_t elapsed = second_ - m.cameBack;
  return weight * static_cast<std::uint32_t>((kSixteenths * elapsed + m.slowStart) / m.slowStart);
}

void HaproxyPolicy::findSoleBackup() {
  soleBackup_ = kNoServer;
  for (ServerIndex i = 0; i < members_.size() && soleBackup_ == kNoServer; ++i) {
    if (members_[i].group == Backup && members_[i].inPlay) soleBackup_ = i;
  }
}

void HaproxyPolicy::refresh(ServerIndex server) {
  Member& m = members_[server];
  const std::uint32_t was = m.effective;
  m.effective = effectiveWeight(m);
  refreshState(server, was);
}

void HaproxyPolicy::refreshState(ServerIndex server, std::uint32_t was) {
  Member& m = members_[server];
  const bool wasInPlay = m.inPlay;
  m.inPlay = m.usable && !m.draining && m.effective > 0;
  if (m.inPlay != wasInPlay) {
    inPlay_[m.group] += m.inPlay ? 1 : -1;
    if (m.group == Backup) findSoleBackup();
    if (m.inPlay) {
      entered(server);
    } else {
      left(server, was);
    }
  } else if (m.inPlay && (m.effective != was || m.endedWarming)) {
    reweighed(server, was);
  }
  m.endedWarming = false;
}

void HaproxyPolicy::setUsable(ServerIndex server, bool usable, Instant now) {
  catchUp(now);
  Member& m = members_[server];
  if (m.usable == usable) return;
  beforeChange();
  m.usable = usable;
  second_ = now.ns() / kSecond;
  m.warming = usable && m.slowStart > 0;
  if (m.warming) {
    m.cameBack = second_;
    m.returned = ++returns_;
    // A timer left over from an earlier slow start keeps its beat.
    m.nextStep = std::min(m.nextStep, now + Duration::wholeSeconds(1));
    nextStep_ = std::min(nextStep_, m.configuredLimit > 0 ? nextSecond(now) : m.nextStep);
  }
  updateLimit(server);
  refresh(server);
}

// The original counts a slow start from the last change of any kind, so that a drain begins it anew; the weight is only
// looked at again when the drain ends.
void HaproxyPolicy::setDraining(ServerIndex server, bool draining, Instant now) {
  catchUp(now);
  Member& m = members_[server];
  if (m.draining == draining) return;
  beforeChange();
  m.draining = draining;
  second_ = now.ns() / kSecond;
  m.cameBack = second_;
  updateLimit(server);
  if (draining) {
    refreshState(server, m.effective);
  } else {
    refresh(server);
  }
}

void HaproxyPolicy::setWeight(ServerIndex server, int weight, Instant now) {
  catchUp(now);
  assert(weightAllowed(server, weight));
  beforeChange();
  second_ = now.ns() / kSecond;
  Member& m = members_[server];
  m.weight = weight;
  if (m.warming && second_ - m.cameBack >= m.slowStart) {  // warm by the seconds, though its last step is to come
    m.warming = false;
    m.endedWarming = true;
    stepped_.push_back(server);
  }
  refresh(server);
  updateLimit(server);
}

bool HaproxyPolicy::weightAllowed(ServerIndex server, int weight) const {
  if (weight < 0 || weight > kMaxWeight) return false;
  return scale_ == WeightScale::Sixteenths || weight == 0 || weight == members_[server].configuredWeight;
}

bool HaproxyPolicy::serving(ServerIndex server) const {
  const Member& m = members_[server];
  if (!m.inPlay) return false;
  if (m.group == Active) return true;
  return inPlay_[Active] == 0 && (allBackups_ || soleBackup_ == server);
}

std::string HaproxyPolicy::stateOf(const Member& m, bool serves) const {
  if (!m.usable) return "out of service";
  if (m.draining) return "draining";
  if (m.effective == 0) return "weight 0";
  if (!serves) return m.group == Backup ? "backup, not needed" : "in play";
  if (m.limit > 0 && (m.queued > 0 || m.served >= m.limit)) {
    return "full: " + std::to_string(m.served) + " of " + std::to_string(m.limit) + " open, " +
           std::to_string(m.queued) + " waiting";
  }
  return m.warming ? "warming up" : "in play";
}

Explanation HaproxyPolicy::explain(const RequestKey& key, Instant now, RandomSource& random) const {
  const std::unique_ptr<Policy> told = clone(), copy = clone();
  auto& shown = static_cast<HaproxyPolicy&>(*told);
  shown.beforeChange();
  Explanation why;
  why.chosen = copy->choose(key, now, random);
  const bool sole = !groupInUse() && soleBackup_ != kNoServer;
  why.rule = sole ? "no server but backups is usable: the first usable backup takes everything" : rule(key);
  why.tieBreak = sole ? "declaration order" : tieBreak();
  for (ServerIndex i = 0; i < members_.size(); ++i) {
    const bool serves = serving(i);
    why.candidates.push_back({i, serves, stateOf(members_[i], serves), serves && !sole ? shown.measure(i) : std::string()});
  }
  return why;
}

void HaproxyPolicy::updateLimit(ServerIndex server) {
  Member& m = members_[server];
  const std::uint32_t was = m.limit;
  m.limit = m.configuredLimit;
  const std::int64_t elapsed = second_ - m.cameBack;
  if (m.warming && m.limit > 0 && elapsed < m.slowStart) {
    const std::int64_t percent = elapsed * 100 / m.slowStart;
    m.limit = static_cast<std::uint32_t>(std::max<std::int64_t>(1, m.configuredLimit * percent / 100));
  }
  if (m.limit != was) limitChanged(server);
}

// Every warming server is looked at once a second after its return, each time as a change of weight; at one moment, who
// came back first goes first. Missed steps are made up one by one, because the algorithms remember the way. The limit
// follows the whole seconds of the clock.
void HaproxyPolicy::warm(Instant now) {
  beforeChange();
  if (stepped_.size() > 2 * members_.size()) stepped_.clear();  // nobody asks
  while (nextStep_ <= now) {
    const Instant due = nextStep_;
    second_ = due.ns() / kSecond;
    std::vector<ServerIndex> turn;
    for (ServerIndex i = 0; i < members_.size(); ++i) {
      Member& m = members_[i];
      if (m.nextStep > due) continue;
      if (m.warming) {
        turn.push_back(i);
      } else {
        m.nextStep = Instant::never();
      }
    }
    std::sort(turn.begin(), turn.end(),
              [this](ServerIndex a, ServerIndex b) { return members_[a].returned < members_[b].returned; });
    for (const ServerIndex i : turn) warmStep(i, due);
    nextStep_ = Instant::never();
    for (ServerIndex i = 0; i < members_.size(); ++i) {
      const Member& m = members_[i];
      nextStep_ = std::min(nextStep_, m.nextStep);
      if (!m.warming) continue;
      updateLimit(i);
      if (m.configuredLimit > 0) nextStep_ = std::min(nextStep_, nextSecond(due));
    }
  }
}

void HaproxyPolicy::warmStep(ServerIndex server, Instant due) {
  Member& m = members_[server];
  m.warming = second_ - m.cameBack < m.slowStart;
  m.endedWarming = !m.warming;
  m.nextStep = m.warming ? due + Duration::wholeSeconds(1) : Instant::never();
  refresh(server);
  updateLimit(server);
  stepped_.push_back(server);
  if (!m.warming) stepped_.push_back(server);  // once as a warm-up step, once as a server that is up now
}

}  // namespace headroom::routing
