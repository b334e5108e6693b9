#include "engine/report/words.h"

#include <algorithm>
#include <cstdint>

#include "engine/base/text.h"
#include "engine/results/figures.h"

namespace headroom::report {
namespace {

constexpr std::size_t kMostLetters = 120;

std::size_t lettersIn(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

/// The first `letters` letters.
std::string_view front(std::string_view text, std::size_t letters) {
  std::size_t at = 0;
  for (; at < text.size(); ++at) {
    if ((static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) continue;
    if (letters-- == 0) break;
  }
  return text.substr(0, at);
}

/// FNV-1a, folded to 24 bits.
std::string mark(std::string_view text) {
  std::uint64_t hash = 14695981039346656037ull;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ull;
  hash ^= hash >> 24 ^ hash >> 48;
  std::string out;
  for (int shift = 20; shift >= 0; shift -= 4) out += "0123456789abcdef"[(hash >> shift) & 15];
  return out;
}

/// Advance of a letter in units of the font size, as in DejaVu Sans, the widest of the fonts a report is likely set in.
double advance(unsigned char c) {
  static constexpr std::string_view kThin = "iljI.,:;'|![]()/ ";
  static constexpr std::string_view kMiddle = "frt-\"";
  if (c >= 0x80) return 0.75;
  if (kThin.find(static_cast<char>(c)) != std::string_view::npos) return 0.37;
  if (kMiddle.find(static_cast<char>(c)) != std::string_view::npos) return 0.43;
  if (c == 'm' || c == 'M' || c == 'w' || c == 'W' || c == '%' || c == '@') return 0.97;
  if (c >= 'A' && c <= 'Z') return 0.7;
  return 0.62;
}

}  // namespace

std::string named(std::string_view name) {
  const std::string harmless = printable(name);
  if (lettersIn(harmless) <= kMostLetters) return harmless;
  return std::string(front(harmless, kMostLetters - 8)) + "…#" + mark(name);
}

std::string listed(const std::vector<std::string>& names, std::size_t most) {
  std::vector<std::string> shown;
  for (std::size_t i = 0; i < std::min(most, names.size()); ++i) shown.push_back(named(names[i]));
  if (names.size() > most) shown.push_back(std::to_string(names.size() - most) + " more");
  return joinWithAnd(shown);
}

double widthOf(std::string_view text, double size, bool bold) {
  double width = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xC0) == 0x80) continue;
    const bool noBreakSpace = byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) == 0xA0;
    width += noBreakSpace   ? 0.35
             : byte >= 0xE3 ? 1.05
                            : advance(byte);  // from U+3000 on letters are as wide as they are high
  }
  return width * size * (bold ? 1.1 : 1.0);
}

std::string fitted(std::string_view text, double width, double size, bool bold) {
  if (widthOf(text, size, bold) <= width) return std::string(text);
  std::size_t letters = lettersIn(text);
  while (letters > 0 && widthOf(front(text, letters), size, bold) + size > width) --letters;
  return std::string(trim(front(text, letters))) + "…";
}

std::string fittedName(std::string_view name, double width, double size, bool bold) {
  if (widthOf(name, size, bold) <= width) return std::string(name);
  const std::size_t letters = lettersIn(name);
  for (std::size_t kept = letters; kept > 2; --kept) {
    const std::size_t head = kept / 2, tail = kept - head;
    const std::string cut =
        std::string(front(name, head)) + "…" + std::string(name.substr(front(name, letters - tail).size()));
    if (widthOf(cut, size, bold) <= width) return cut;
  }
  return fitted(name, width, size, bold);
}

std::string prose(std::string_view text) {
  constexpr std::size_t kMost = 2000;
  return lettersIn(text) <= kMost ? std::string(text) : std::string(front(text, kMost)) + "…";
}

std::string spaced(std::string_view quantity) {
  std::string out;
  for (std::size_t i = 0; i < quantity.size(); ++i) {
    const auto letter = static_cast<unsigned char>(quantity[i]);
    const bool unit = (letter >= 'A' && letter <= 'Z') || (letter >= 'a' && letter <= 'z') || letter >= 0x80;
    if (i > 0 && unit && quantity[i - 1] >= '0' && quantity[i - 1] <= '9') out += "\u00A0";
    out += quantity[i];
  }
  return out;
}

ShortNames::ShortNames(const std::vector<std::string>& names) {
  constexpr std::size_t kShort = 12;
  std::size_t longest = 0;
  for (const std::string& name : names) longest = std::max(longest, name.size());
  if (names.size() < 2 || longest <= kShort) return;
  const std::string& first = names.front();
  std::size_t prefix = first.size(), suffix = first.size();
  for (const std::string& name : names) {
    const auto same = std::mismatch(first.begin(), first.end(), name.begin(), name.end());
    prefix = std::min(prefix, static_cast<std::size_t>(same.first - first.begin()));
    const auto tail = std::mismatch(first.rbegin(), first.rend(), name.rbegin(), name.rend());
    suffix = std::min(suffix, static_cast<std::size_t>(tail.first - first.rbegin()));
  }
  // Only whole parts are left out: a beginning up to a separator, an end from the dot of a domain.
  while (prefix > 0 && std::string_view("-_.: ").find(first[prefix - 1]) == std::string_view::npos) --prefix;
  while (suffix > 0 && first[first.size() - suffix] != '.') --suffix;
  if (prefix < 4) prefix = 0;
  if (prefix + suffix == 0) return;
  for (const std::string& name : names) {
    if (prefix + suffix >= name.size()) continue;
    short_[name] = (prefix > 0 ? "…" : "") + named(name.substr(prefix, name.size() - prefix - suffix));
  }
}

std::string ShortNames::of(const std::string& name) const {
  static constexpr std::string_view kLost = " lost";
  if (const auto found = short_.find(name); found != short_.end()) return found->second;
  if (name.ends_with(kLost)) {
    if (const auto found = short_.find(name.substr(0, name.size() - kLost.size())); found != short_.end())
      return found->second + std::string(kLost);
  }
  return named(name);
}

std::string counted(std::size_t number, const std::string& one, const std::string& many) {
  return results::count(number) + "\u00A0" + (number == 1 ? one : many);
}

}  // namespace headroom::report
