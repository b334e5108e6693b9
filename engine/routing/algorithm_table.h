// How the lines of all algorithm folders become one table.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

#include "engine/routing/policy_spec.h"

namespace headroom::routing {

/// The lines of all `parts`, by product and name, whatever order the folders came in. Two lines of the same product and
/// name do not compile.
template <std::size_t... Sizes>
consteval auto sortedTable(const AlgorithmEntry (&... parts)[Sizes]) {
  std::array<AlgorithmEntry, (Sizes + ...)> table{};
  auto* end = table.data();
  ((end = std::copy(parts, parts + Sizes, end)), ...);
  const auto before = [](const AlgorithmEntry& a, const AlgorithmEntry& b) {
    return a.product != b.product ? a.product < b.product : a.name < b.name;
  };
  std::sort(table.begin(), table.end(), before);
  for (std::size_t i = 1; i < table.size(); ++i) {
    if (!before(table[i - 1], table[i])) throw "two folders define the same algorithm";
  }
  return table;
}

}  // namespace headroom::routing
