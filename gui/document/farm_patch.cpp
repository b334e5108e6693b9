#include "gui/document/farm_patch.h"

#include <set>
#include <string>
#include <type_traits>

namespace headroom::gui {
namespace {

template <class T>
concept HasPosition = requires(T item) {
  item.position.reset();
};
template <class T>
concept HasName = requires(const T& item) {
  item.name.size();
};

void forgetPlaces(std::optional<farm::ReverseProxy>& proxy) {
  if (proxy) proxy->position.reset();
}
template <class T>
void forgetPlaces(std::vector<T>& items) {
  for (T& item : items) {
    if constexpr (HasPosition<T>) item.position.reset();
    if constexpr (std::is_same_v<T, farm::Zone>) {
      if (item.balancer) item.balancer->position.reset();
    }
  }
}
template <class T>
void forgetPlaces(T&) {}

std::set<std::string> namesIn(const std::optional<farm::ReverseProxy>& proxy) {
  return proxy ? std::set<std::string>{proxy->name} : std::set<std::string>{};
}
template <class T>
std::set<std::string> namesIn(const std::vector<T>& items) {
  std::set<std::string> names;
  if constexpr (HasName<T>) {
    for (const T& item : items) names.insert(item.name);
  }
  if constexpr (std::is_same_v<T, farm::Zone>) {
    for (const farm::Zone& zone : items) {
      if (zone.balancer) names.insert("\n" + farm::balancerName(zone));
    }
  }
  return names;
}
template <class T>
std::set<std::string> namesIn(const T&) {
  return {};
}

template <class T>
ChangeFlag flagOf() {
  if constexpr (std::is_same_v<T, std::optional<farm::ReverseProxy>>) return ChangeFlag::Machines;
  if constexpr (std::is_same_v<T, std::vector<farm::Server>>) return ChangeFlag::Machines;
  if constexpr (std::is_same_v<T, std::vector<farm::Database>>) return ChangeFlag::Machines;
  if constexpr (std::is_same_v<T, std::vector<farm::Zone>>) return ChangeFlag::Zones;
  if constexpr (std::is_same_v<T, std::vector<farm::Application>>) return ChangeFlag::Traffic;
  if constexpr (std::is_same_v<T, std::vector<farm::Reference>>) return ChangeFlag::Traffic;
  if constexpr (std::is_same_v<T, std::vector<farm::Users>>) return ChangeFlag::Traffic;
  if constexpr (std::is_same_v<T, farm::Environment>) return ChangeFlag::Network;
  if constexpr (std::is_same_v<T, std::vector<farm::Link>>) return ChangeFlag::Network;
  if constexpr (std::is_same_v<T, std::vector<farm::DnsRecord>>) return ChangeFlag::Network;
  return ChangeFlag::Goals;
}

template <class T>
bool routesDiffer(const T& before, const T& after) {
  if constexpr (std::is_same_v<T, std::optional<farm::ReverseProxy>>) {
    return !before || !after || before->routes != after->routes || before->defaultZone != after->defaultZone;
  } else {
    return false;
  }
}

template <class T>
Change changeOf(const T& before, const T& after) {
  T a = before, b = after;
  forgetPlaces(a);
  forgetPlaces(b);
  if (a == b) return before == after ? Change() : Change(ChangeFlag::Positions);
  Change change = flagOf<T>();
  if (namesIn(a) != namesIn(b)) change |= ChangeFlag::Names;
  if (routesDiffer(a, b)) change |= ChangeFlag::Traffic;
  return change;
}

/// Calls `act(section, member)` for every part of the farm.
template <class Sections, class Do>
void each(Sections& sections, Do&& act) {
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    (act(std::get<I>(sections), std::get<I>(farm_parts::kAll)), ...);
  }
  (std::make_index_sequence<std::tuple_size_v<farm_parts::Sections>>());
}

}  // namespace

FarmPatch::FarmPatch(const farm::Farm& before, const farm::Farm& after) {
  each(sections_, [&](auto& section, auto part) {
    if (!(before.*part == after.*part)) section.emplace(before.*part, after.*part);
  });
}

bool FarmPatch::empty() const {
  bool none = true;
  each(sections_, [&](const auto& section, auto) { none = none && !section; });
  return none;
}

void FarmPatch::revert(farm::Farm& farm) const {
  each(sections_, [&](const auto& section, auto part) {
    if (section) farm.*part = section->first;
  });
}

void FarmPatch::apply(farm::Farm& farm) const {
  each(sections_, [&](const auto& section, auto part) {
    if (section) farm.*part = section->second;
  });
}

void FarmPatch::append(const FarmPatch& next) {
  [&]<std::size_t... I>(std::index_sequence<I...>) {
    const auto join = [](auto& mine, const auto& theirs) {
      if (!theirs) return;
      if (!mine) {
        mine = theirs;
      } else if (mine->first == theirs->second) {
        mine.reset();
      } else {
        mine->second = theirs->second;
      }
    };
    (join(std::get<I>(sections_), std::get<I>(next.sections_)), ...);
  }
  (std::make_index_sequence<std::tuple_size_v<farm_parts::Sections>>());
}

Change FarmPatch::change() const {
  Change all;
  each(sections_, [&](const auto& section, auto) {
    if (section) all |= changeOf(section->first, section->second);
  });
  return all;
}

}  // namespace headroom::gui
