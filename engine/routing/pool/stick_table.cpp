#include "engine/routing/pool/stick_table.h"

#include <bit>

#include "engine/routing/hash/functions.h"

namespace headroom::routing {
namespace {

bool sameAddress(const IpAddress& a, const IpAddress& b) {
  return a.size == b.size && a.bytes == b.bytes;
}

}  // namespace

StickTable::StickTable(std::size_t size, Duration expiry)
    : entries_(size), slots_(std::bit_ceil(2 * size), kNone), expiry_(expiry) {
  free_.reserve(size);
  for (std::size_t i = size; i > 0; --i) free_.push_back(static_cast<std::uint32_t>(i - 1));
}

std::size_t StickTable::home(const IpAddress& client) const {
  std::uint32_t h = client.size;
  for (std::size_t i = 0; i < client.size; ++i) h = 31 * h + client.bytes[i];
  return avalanche(h) & (slots_.size() - 1);
}

std::uint32_t StickTable::lookUp(const IpAddress& client) const {
  for (std::size_t slot = home(client); slots_[slot] != kNone; slot = (slot + 1) & (slots_.size() - 1)) {
    if (sameAddress(entries_[slots_[slot]].client, client)) return slots_[slot];
  }
  return kNone;
}

void StickTable::unlink(std::uint32_t entry) {
  Entry& e = entries_[entry];
  (e.older == kNone ? oldest_ : entries_[e.older].newer) = e.newer;
  (e.newer == kNone ? newest_ : entries_[e.newer].older) = e.older;
  e.older = e.newer = kNone;
}

void StickTable::touch(std::uint32_t entry, Instant now) {
  Entry& e = entries_[entry];
  e.expires = expiry_ == Duration() ? Instant::never() : now + expiry_;
  e.older = newest_;
  (newest_ == kNone ? oldest_ : entries_[newest_].newer) = entry;
  newest_ = entry;
}

// Linear probing without tombstones: what follows the gap moves back if its home lies at or before the gap.
void StickTable::drop(std::uint32_t entry) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t gap = home(entries_[entry].client);
  while (slots_[gap] != entry) gap = (gap + 1) & mask;
  for (std::size_t slot = (gap + 1) & mask; slots_[slot] != kNone; slot = (slot + 1) & mask) {
    const std::size_t wanted = home(entries_[slots_[slot]].client);
    if (((slot - wanted) & mask) >= ((slot - gap) & mask)) {
      slots_[gap] = slots_[slot];
      gap = slot;
    }
  }
  slots_[gap] = kNone;
  unlink(entry);
  free_.push_back(entry);
  --used_;
}

void StickTable::dropExpired(Instant now) {
  while (oldest_ != kNone && entries_[oldest_].expires <= now) drop(oldest_);
}

std::optional<ServerIndex> StickTable::find(const IpAddress& client, Instant now) {
  dropExpired(now);
  const std::uint32_t entry = lookUp(client);
  if (entry == kNone) return std::nullopt;
  unlink(entry);
  touch(entry, now);
  return entries_[entry].server;
}

std::optional<ServerIndex> StickTable::peek(const IpAddress& client, Instant now) const {
  const std::uint32_t entry = lookUp(client);
  if (entry == kNone || entries_[entry].expires <= now) return std::nullopt;
  return entries_[entry].server;
}

void StickTable::store(const IpAddress& client, ServerIndex server, Instant now) {
  dropExpired(now);
  std::uint32_t entry = lookUp(client);
  if (entry != kNone) {
    unlink(entry);
  } else {
    if (free_.empty()) {
      for (std::size_t n = entries_.size() / 256 + 1; n > 0 && oldest_ != kNone; --n) drop(oldest_);
    }
    entry = free_.back();
    free_.pop_back();
    ++used_;
    entries_[entry].client = client;
    std::size_t slot = home(client);
    while (slots_[slot] != kNone) slot = (slot + 1) & (slots_.size() - 1);
    slots_[slot] = entry;
  }
  entries_[entry].server = server;
  touch(entry, now);
}

}  // namespace headroom::routing
