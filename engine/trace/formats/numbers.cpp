#include "engine/trace/formats/numbers.h"

#include <algorithm>

#include "engine/trace/civil_time.h"

namespace headroom::trace {
namespace {

constexpr std::int64_t kLongest = 366 * kSecondsPerDay * kNsPerSecond;

}  // namespace

void readDuration(std::string_view text, std::int64_t unitNs, Parsed& parsed) {
  if (text.empty() || text == "-") return;
  std::int64_t product = 0;
  if (const std::optional<std::int64_t> plain = readWhole(text);
      plain && !__builtin_mul_overflow(*plain, unitNs, &product) && product <= kLongest) {
    parsed.record.durationNs = product;
    parsed.durationIgnored = false;
    return;
  }
  parsed.durationIgnored = true;
  const std::size_t point = std::min(text.find('.'), text.size());
  const std::optional<std::int64_t> whole = readWhole(text.substr(0, point));
  if (!whole || *whole > kLongest / unitNs) return;
  std::int64_t ns = *whole * unitNs;
  if (point < text.size()) {
    std::size_t digits = 0;
    ns += fractionNs(text.substr(point + 1), digits) / (kNsPerSecond / unitNs);
    if (digits == 0 || digits != text.size() - point - 1) return;
  }
  parsed.record.durationNs = ns;
  parsed.durationIgnored = false;
}

namespace {

/// Takes one value off the front of a list of tries; false when it was the last one.
bool takeTry(std::string_view& list, std::string_view& value) {
  value = list.substr(0, list.find(' '));
  list.remove_prefix(value.size());
  const bool more = value.ends_with(',') || list.starts_with(" : ");
  if (value.ends_with(',')) value.remove_suffix(1);
  if (more) list.remove_prefix(std::min(list.find_first_not_of(" :"), list.size()));
  return more && !list.empty();
}

}  // namespace

void readLastTry(std::string_view list, Record& record) {
  for (bool more = !list.empty(); more;) {
    std::string_view text;
    more = takeTry(list, text);
    Parsed one;
    readDuration(text, 1'000'000'000, one);
    record.serviceNs = one.record.durationNs.value_or(-1);
    record.proxied = record.proxied || record.serviceNs >= 0;
  }
}

std::string_view lastServer(std::string_view list) {
  std::string_view server;
  while (takeTry(list, server)) {
  }
  return server == "-" ? std::string_view() : server;
}

}  // namespace headroom::trace
