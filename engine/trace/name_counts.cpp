#include "engine/trace/name_counts.h"

#include <algorithm>

namespace headroom::trace {
namespace {

constexpr std::size_t kFirstSlots = 64;

}  // namespace

void NameCounts::addNew(std::string_view name, std::uint64_t hash, std::uint64_t times) {
  if (counts_.size() >= kMostNames) forgetRarest();
  counts_.push_back({std::string(name), hash, times, floor_});
  if (counts_.size() * 2 > slots_.size()) return rebuild();
  place(counts_.size() - 1);
}

void NameCounts::place(std::size_t index) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t at = static_cast<std::size_t>(counts_[index].hash) & mask;
  while (slots_[at] != 0) at = (at + 1) & mask;
  slots_[at] = static_cast<std::uint32_t>(index + 1);
}

void NameCounts::rebuild() {
  std::size_t size = kFirstSlots;
  while (size < counts_.size() * 4) size *= 2;
  slots_.assign(size, 0);
  for (std::size_t i = 0; i < counts_.size(); ++i) place(i);
}

void NameCounts::forgetRarest() {
  while (counts_.size() > kMostNames / 2) {
    ++floor_;
    std::uint64_t next = ~std::uint64_t{0};
    for (const Count& count : counts_) next = std::min(next, count.seen + count.missed);
    floor_ = std::max(floor_, next);
    std::erase_if(counts_, [&](const Count& count) { return count.seen + count.missed <= floor_; });
  }
  rebuild();
}

void NameCounts::merge(const NameCounts& other) {
  for (const Count& count : other.counts_) add(count.name, count.seen);
}

std::size_t NameCounts::bytes() const {
  std::size_t sum = slots_.size() * sizeof(std::uint32_t) + counts_.capacity() * sizeof(Count);
  for (const Count& count : counts_) sum += count.name.capacity() > 15 ? count.name.capacity() : 0;
  return sum;
}

std::vector<std::pair<std::string, std::uint64_t>> NameCounts::top(std::size_t most) const {
  std::vector<const Count*> all;
  all.reserve(counts_.size());
  for (const Count& count : counts_) all.push_back(&count);
  const auto middle = all.begin() + static_cast<std::ptrdiff_t>(std::min(most, all.size()));
  std::partial_sort(all.begin(), middle, all.end(), [](const Count* a, const Count* b) {
    return a->seen != b->seen ? a->seen > b->seen : a->name < b->name;
  });
  std::vector<std::pair<std::string, std::uint64_t>> top;
  for (auto at = all.begin(); at != middle; ++at) top.emplace_back((*at)->name, (*at)->seen);
  return top;
}

}  // namespace headroom::trace
