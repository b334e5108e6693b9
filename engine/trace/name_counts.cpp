#include "engine/trace/name_counts.h"

#include <algorithm>

namespace headroom::trace {

bool NameCounts::add(std::string_view name, std::uint64_t times) {
  name = name.substr(0, kLongestName);
  auto found = counts_.find(name);
  const bool isNew = found == counts_.end();
  if (isNew) {
    if (counts_.size() >= kMostNames) forgetRarest();
    found = counts_.emplace(std::string(name), Count{0, floor_}).first;
  }
  found->second.seen += times;
  return isNew;
}

void NameCounts::forgetRarest() {
  while (counts_.size() > kMostNames / 2) {
    ++floor_;
    std::uint64_t next = ~std::uint64_t{0};
    for (const auto& [name, count] : counts_) next = std::min(next, count.seen + count.missed);
    floor_ = std::max(floor_, next);
    std::erase_if(counts_, [&](const auto& item) { return item.second.seen + item.second.missed <= floor_; });
  }
}

std::vector<std::pair<std::string, std::uint64_t>> NameCounts::top(std::size_t most) const {
  std::vector<std::pair<std::string, std::uint64_t>> all;
  all.reserve(counts_.size());
  for (const auto& [name, count] : counts_) all.emplace_back(name, count.seen);
  const auto middle = all.begin() + static_cast<std::ptrdiff_t>(std::min(most, all.size()));
  std::partial_sort(all.begin(), middle, all.end(), [](const auto& a, const auto& b) {
    return a.second != b.second ? a.second > b.second : a.first < b.first;
  });
  all.erase(middle, all.end());
  return all;
}

}  // namespace headroom::trace
