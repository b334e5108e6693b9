// The difference between two farms by section: what an undo step keeps.
#pragma once

#include <optional>
#include <tuple>
#include <utility>

#include "engine/farm/farm.h"
#include "gui/document/change.h"

namespace headroom::gui {

/// The top-level parts of a farm as members, and a before-and-after for each.
namespace farm_parts {

template <class T>
using Section = std::optional<std::pair<T, T>>;

inline constexpr auto kAll = [] {
  using F = farm::Farm;
  return std::make_tuple(&F::name, &F::description, &F::environment, &F::proxy, &F::zones, &F::servers, &F::databases,
                         &F::applications, &F::references, &F::users, &F::links, &F::failureDomains, &F::dns, &F::slos,
                         &F::events, &F::background, &F::deployments, &F::assumptions, &F::notes, &F::run,
                         &F::comments);
}();

template <class... T>
std::tuple<Section<T>...> sectionsFor(std::tuple<T farm::Farm::*...>);
using Sections = decltype(sectionsFor(kAll));

}  // namespace farm_parts

/// Holds, for every top-level part of the farm that differs, its value before and after. Applying it to the one gives
/// the other, comments and file positions included.
class FarmPatch {
 public:
  FarmPatch(const farm::Farm& before, const farm::Farm& after);

  bool empty() const;
  /// REQUIRES: `farm` is as `after` was.
  void revert(farm::Farm& farm) const;
  /// REQUIRES: `farm` is as `before` was.
  void apply(farm::Farm& farm) const;
  /// This patch followed by `next` as one.
  void append(const FarmPatch& next);
  /// Which parts differ, for FarmDocument::changed.
  Change change() const;

 private:
  farm_parts::Sections sections_;
};

}  // namespace headroom::gui
