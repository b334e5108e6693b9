#include "engine/sim/fair_paths.h"

#include <algorithm>
#include <cmath>

namespace headroom::sim {

FairPaths::FairPaths(const std::vector<double>& bytesPerNs, std::vector<std::vector<Index>> paths, bool shared)
    : shared_(shared) {
  constexpr int kRateBits = 56;
  int largest = -64;
  for (const double rate : bytesPerNs) {
    int exponent = 0;
    std::frexp(rate, &exponent);
    largest = std::max(largest, exponent);
  }
  fractionBits_ = std::clamp(kRateBits - largest, 0, 60);  // with 60 the largest message still fits
  links_.resize(bytesPerNs.size());
  for (std::size_t i = 0; i < links_.size(); ++i) {
    const double units = std::ldexp(bytesPerNs[i], fractionBits_);
    links_[i].capacity = std::max<std::uint64_t>(1, static_cast<std::uint64_t>(units + 0.5));
  }
  paths_.resize(paths.size());
  for (Index p = 0; p < paths_.size(); ++p) {
    paths_[p].links = std::move(paths[p]);
    paths_[p].places.resize(paths_[p].links.size());
    for (const Index link : paths_[p].links) links_[link].through.push_back(p);
  }
  for (Link& link : links_) link.active.reserve(link.through.size());
  touchedPaths_.reserve(paths_.size());
  touchedLinks_.reserve(links_.size());
}

void FairPaths::settle(Path& path, Instant now) {
  path.virtualBytes += Units{path.rate} * static_cast<std::uint64_t>((now - path.last).ns());
  path.last = now;
}

void FairPaths::settle(Link& link, Instant now) {
  link.carried += link.inUse * static_cast<std::uint64_t>((now - link.last).ns());
  link.last = now;
}

void FairPaths::activate(Index index) {
  Path& path = paths_[index];
  path.virtualBytes = 0;
  for (std::size_t i = 0; i < path.links.size(); ++i) {
    path.places[i] = links_[path.links[i]].active.size();
    links_[path.links[i]].active.push_back(index);
  }
}

void FairPaths::deactivate(Index index) {
  Path& path = paths_[index];
  path.rate = 0;
  for (std::size_t i = 0; i < path.links.size(); ++i) {
    const Index link = path.links[i];
    std::vector<Index>& active = links_[link].active;
    const Index last = active.back();
    active[path.places[i]] = last;
    active.pop_back();
    Path& moved = paths_[last];
    const auto at = std::find(moved.links.begin(), moved.links.end(), link) - moved.links.begin();
    moved.places[static_cast<std::size_t>(at)] = path.places[i];
  }
}

void FairPaths::changeCount(Index index, std::int64_t by) {
  for (const Index link : paths_[index].links) links_[link].messages += by;
}

/// All links that can feel a change on a path: those it crosses, and those of the busy paths over any of them.
void FairPaths::gather(Index from) {
  ++mark_;
  touchedPaths_.clear();
  touchedLinks_.clear();
  const auto take = [&](Index index) {
    Path& path = paths_[index];
    if (path.mark == mark_) return;
    path.mark = mark_;
    path.found = 0;
    touchedPaths_.push_back(index);
    for (const Index link : path.links) {
      if (links_[link].mark == mark_) continue;
      links_[link].mark = mark_;
      touchedLinks_.push_back(link);
    }
  };
  take(from);
  for (std::size_t i = 0; shared_ && i < touchedLinks_.size(); ++i) {
    for (const Index path : links_[touchedLinks_[i]].active) take(path);
  }
}

/// Progressive filling over what was gathered.
void FairPaths::fill() {
  for (const Index index : touchedLinks_) {
    links_[index].left = links_[index].capacity;
    links_[index].open = static_cast<std::uint64_t>(links_[index].messages);
  }
  for (;;) {
    std::uint64_t level = 0;
    bool any = false;
    for (const Index index : touchedLinks_) {
      const Link& link = links_[index];
      if (link.open == 0) continue;
      const std::uint64_t own = link.left / link.open;
      level = any ? std::min(level, own) : own;
      any = true;
    }
    if (!any) return;
    for (const Index index : touchedLinks_) {
      const Link& link = links_[index];
      if (link.open > 0 && link.left / link.open == level) giveRest(index, level);
    }
  }
}

/// A link is full: the messages over it that have no rate yet get this one. The floor of a share may be nothing where a
/// million messages meet on a slow line; one unit is a byte in some years.
void FairPaths::giveRest(Index full, std::uint64_t level) {
  for (const Index index : links_[full].active) {
    Path& path = paths_[index];
    if (path.found != 0) continue;
    path.found = std::max<std::uint64_t>(1, level);
    const auto count = static_cast<std::uint64_t>(path.jobs.size());
    for (const Index link : path.links) {
      links_[link].left -= std::min(links_[link].left, level * count);
      links_[link].open -= count;
    }
  }
}

/// New rates after the messages of a path have become more or fewer.
void FairPaths::reckon(Index changed, Instant now) {
  gather(changed);
  if (shared_) {
    fill();
  } else {
    Path& path = paths_[changed];
    path.found = path.jobs.empty() ? 0 : links_[path.links.front()].capacity;
    for (const Index link : path.links) path.found = std::min(path.found, links_[link].capacity);
  }
  for (const Index link : touchedLinks_) settle(links_[link], now);
  for (const Index index : touchedPaths_) {
    Path& path = paths_[index];
    if (path.jobs.empty() || path.rate == path.found) continue;
    settle(path, now);
    path.rate = path.found;
  }
  for (const Index index : touchedLinks_) {
    Link& link = links_[index];
    link.inUse = 0;
    for (const Index path : link.active) link.inUse += Units{paths_[path].rate} * paths_[path].jobs.size();
  }
}

void FairPaths::add(Index index, Index message, std::int64_t bytes, Instant now) {
  Path& path = paths_[index];
  settle(path, now);
  if (path.jobs.empty()) activate(index);
  const Units units = Units{static_cast<std::uint64_t>(bytes)} << fractionBits_;
  path.jobs.push_back(Job{path.virtualBytes + units, path.virtualBytes, order_++, message});
  std::push_heap(path.jobs.begin(), path.jobs.end(), later);
  changeCount(index, 1);
  reckon(index, now);
}

void FairPaths::collect(Index index, Instant now, std::vector<Index>& done) {
  Path& path = paths_[index];
  settle(path, now);
  std::int64_t through = 0;
  while (!path.jobs.empty() && path.jobs.front().finish <= path.virtualBytes + path.rate / 2) {
    path.received += path.virtualBytes - path.jobs.front().start;
    done.push_back(path.jobs.front().message);
    std::pop_heap(path.jobs.begin(), path.jobs.end(), later);
    path.jobs.pop_back();
    ++through;
  }
  if (through == 0) return;
  changeCount(index, -through);
  if (path.jobs.empty()) deactivate(index);
  reckon(index, now);
}

void FairPaths::remove(Index index, Index message, Instant now) {
  Path& path = paths_[index];
  settle(path, now);
  const auto job =
      std::find_if(path.jobs.begin(), path.jobs.end(), [&](const Job& each) { return each.message == message; });
  if (job == path.jobs.end()) return;
  path.received += path.virtualBytes - job->start;
  *job = path.jobs.back();
  path.jobs.pop_back();
  std::make_heap(path.jobs.begin(), path.jobs.end(), later);
  changeCount(index, -1);
  if (path.jobs.empty()) deactivate(index);
  reckon(index, now);
}

Instant FairPaths::nextDone(Index index) const {
  const Path& path = paths_[index];
  if (path.jobs.empty()) return Instant::never();
  const Units finish = path.jobs.front().finish;
  if (finish <= path.virtualBytes) return path.last;
  const Units span = (finish - path.virtualBytes + path.rate / 2) / path.rate;
  const Units longest = static_cast<std::uint64_t>(Duration::max().ns());
  return path.last + Duration::nanoseconds(static_cast<std::int64_t>(std::min(span, longest)));
}

double FairPaths::rate(Index path) const {
  return paths_[path].jobs.empty() ? 0.0 : std::ldexp(static_cast<double>(paths_[path].rate), -fractionBits_);
}

std::int64_t FairPaths::use(Index index) const {
  const Link& link = links_[index];
  return static_cast<std::int64_t>(static_cast<double>(link.inUse) / static_cast<double>(link.capacity) * kLanes);
}

void FairPaths::restart(Instant now) {
  for (Path& path : paths_) {
    settle(path, now);
    path.received = 0;
    for (Job& job : path.jobs) job.start = path.virtualBytes;
  }
  for (Link& link : links_) {
    settle(link, now);
    link.carried = 0;
  }
}

double FairPaths::carried(Index index, Instant now) {
  settle(links_[index], now);
  return std::ldexp(static_cast<double>(links_[index].carried), -fractionBits_);
}

double FairPaths::received(Index index, Instant now) {
  Units sum = 0;
  for (const Index through : links_[index].through) {
    Path& path = paths_[through];
    settle(path, now);
    sum += path.received;
    for (const Job& job : path.jobs) sum += path.virtualBytes - job.start;
  }
  return std::ldexp(static_cast<double>(sum), -fractionBits_);
}

double FairPaths::bytesPerNs(Index link) const {
  return std::ldexp(static_cast<double>(links_[link].capacity), -fractionBits_);
}

}  // namespace headroom::sim
