#include "engine/results/terminal.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "engine/base/text.h"

namespace headroom::results {
namespace {

/// Bytes of the UTF-8 sequence that starts with `first`; the text has been through printable() and is valid.
std::size_t lengthOf(char first) {
  const auto byte = static_cast<unsigned char>(first);
  return byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
}

std::uint32_t codePointOf(std::string_view letter) {
  std::uint32_t value = static_cast<unsigned char>(letter[0]);
  if (letter.size() > 1) value &= 0xFFu >> (letter.size() + 1);
  for (std::size_t i = 1; i < letter.size(); ++i)
    value = (value << 6) | (static_cast<unsigned char>(letter[i]) & 0x3Fu);
  return value;
}

int widthOf(std::uint32_t c) {
  const bool combining = (c >= 0x300 && c <= 0x36F) || (c >= 0x200B && c <= 0x200D) || (c >= 0xFE00 && c <= 0xFE0F) ||
                         (c >= 0x591 && c <= 0x5BD) || (c >= 0x610 && c <= 0x61A) || (c >= 0x64B && c <= 0x65F);
  if (combining) return 0;
  const bool wide = (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3) ||
                    (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
                    (c >= 0x1F300 && c <= 0x1F9FF) || (c >= 0x20000 && c <= 0x3FFFD);
  return wide ? 2 : 1;
}

std::string spaces(int number) {
  return std::string(static_cast<std::size_t>(std::max(0, number)), ' ');
}

/// The front of `text` that fits into `width` columns.
std::string_view front(std::string_view text, int width) {
  std::size_t at = 0;
  for (int used = 0; at < text.size();) {
    const std::size_t length = std::min(lengthOf(text[at]), text.size() - at);
    used += widthOf(codePointOf(text.substr(at, length)));
    if (used > width) break;
    at += length;
  }
  return text.substr(0, at);
}

}  // namespace

int displayWidth(std::string_view text) {
  int width = 0;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = std::min(lengthOf(text[at]), text.size() - at);
    width += widthOf(codePointOf(text.substr(at, length)));
    at += length;
  }
  return width;
}

std::string cutTo(std::string_view text, int width) {
  const std::string harmless = plainSpaces(printable(text));
  if (displayWidth(harmless) <= width) return harmless;
  return std::string(front(harmless, std::max(0, width - 1))) + "…";
}

std::string plainSpaces(std::string text) {
  static constexpr std::string_view kNoBreak = "\u00A0";
  for (std::size_t at = text.find(kNoBreak); at != std::string::npos; at = text.find(kNoBreak, at)) {
    text.replace(at, kNoBreak.size(), " ");
  }
  return text;
}

std::string Terminal::toned(const std::string& text, Tone tone) const {
  static constexpr std::array kCodes = {"", "\x1b[1m", "\x1b[2m", "\x1b[32m", "\x1b[33m", "\x1b[31m"};
  if (!colour_ || tone == Tone::Plain || text.empty()) return text;
  return kCodes[static_cast<std::size_t>(tone)] + text + "\x1b[0m";
}

void Terminal::line(std::string_view text, Tone tone) {
  text_ += toned(cutTo(text, width_), tone) + "\n";
}

void Terminal::paragraph(std::string_view lead, std::string_view text, Tone leadTone) {
  const std::string start = cutTo(lead, width_ / 2);
  const int indent = displayWidth(start);
  const std::string harmless = printable(text);  // no-break spaces hold until the line is laid out
  std::string_view rest = harmless;
  bool first = true;
  do {
    std::string_view taken = front(rest, width_ - indent);
    if (taken.size() < rest.size() && rest[taken.size()] != ' ') {
      const std::size_t space = taken.rfind(' ');
      if (space != std::string_view::npos && space > 0) taken = taken.substr(0, space);
    }
    if (taken.empty()) taken = rest.substr(0, std::min(rest.size(), lengthOf(rest.empty() ? ' ' : rest.front())));
    rest.remove_prefix(taken.size());
    while (rest.starts_with(' ')) rest.remove_prefix(1);
    text_ += (first ? toned(start, leadTone) : spaces(indent)) + plainSpaces(std::string(taken)) + "\n";
    first = false;
  } while (!rest.empty());
}

void Terminal::table(const std::vector<Column>& columns, const std::vector<std::vector<Cell>>& rows) {
  static constexpr int kFlexible = 12;
  std::size_t shown = 0;
  int used = 0;
  for (; shown < columns.size(); ++shown) {
    const int width = (columns[shown].width > 0 ? columns[shown].width : kFlexible) + (shown > 0 ? 2 : 0);
    if (shown >= 2 && used + width > width_) break;
    used += width;
  }
  std::vector<int> widths;
  for (std::size_t i = 0; i < shown; ++i) {
    widths.push_back(columns[i].width > 0 ? columns[i].width : kFlexible + std::max(0, width_ - used));
  }
  const auto put = [&](std::size_t i, const std::string& text, Tone tone) {
    const std::string cut = cutTo(text, widths[i]);
    const std::string padding = spaces(widths[i] - displayWidth(cut));
    const bool last = i + 1 == shown;
    text_ += (i > 0 ? "  " : "") + (columns[i].right ? padding : "") + toned(cut, tone) +
             (columns[i].right || last ? "" : padding);
  };
  for (std::size_t i = 0; i < shown; ++i) put(i, columns[i].title, Tone::Strong);
  text_ += "\n";
  for (const std::vector<Cell>& row : rows) {
    for (std::size_t i = 0; i < std::min(shown, row.size()); ++i) put(i, row[i].text, row[i].tone);
    text_ += "\n";
  }
}

}  // namespace headroom::results
