#include "engine/trace/json_entries.h"

namespace headroom::trace {
namespace {

constexpr std::size_t kLongestEntry = std::size_t{2} << 20;  // beyond the longest line
constexpr std::size_t kLongestKey = 64;
constexpr std::size_t kLongestString = std::size_t{32} << 10;
constexpr std::size_t kLongestEscape = 12;  // \uD83D\uDE00

/// Takes white space and `wanted` off the front.
bool skip(std::string_view& text, std::string_view wanted) {
  const std::size_t from = text.find_first_not_of(" \t\r\n");
  if (from == std::string_view::npos || !text.substr(from).starts_with(wanted)) return false;
  text.remove_prefix(from + wanted.size());
  return true;
}

/// Whether the first half of an escaped pair (\uD83D\uDE00) stands at the end.
bool endsWithHighSurrogate(std::string_view text) {
  if (text.size() < 6) return false;
  text.remove_prefix(text.size() - 6);
  return text.starts_with("\\u") && (text[2] | 0x20) == 'd' &&
         std::string_view("89abAB").find(text[3]) != std::string_view::npos;
}

bool isSpace(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

}  // namespace

std::optional<JsonEntries> JsonEntries::in(std::string_view head) {
  if (head.starts_with("\xEF\xBB\xBF")) head.remove_prefix(3);
  std::string_view rest = head;
  if (skip(rest, "[") && skip(rest, "{") && skip(rest, "\"")) return JsonEntries(1, false);
  rest = head;
  if (!skip(rest, "{")) return std::nullopt;
  std::string_view record = rest;
  if (skip(rest, "\"log\"") && skip(rest, ":") && skip(rest, "{")) return JsonEntries(3, true);
  if (skip(record, "\"records\"") && skip(record, ":") && skip(record, "[")) return JsonEntries(2, true);
  return std::nullopt;
}

void JsonEntries::take(std::string_view text, std::string& lines) {
  for (const char c : text) {
    if (entryDepth_ > 0) {
      inside(c, lines);
    } else if (listIsOpen_ && !isSpace(c) && c != ',' && c != ']') {
      begin(c);
    } else {
      outside(c);
    }
  }
}

/// An element of the list. What is no object is an entry too: one that cannot be read.
void JsonEntries::begin(char c) {
  entryDepth_ = 1;
  isBare_ = c != '{' && c != '[';
  inString_ = c == '"';
  entry_ = c;
  ++count_;
}

void JsonEntries::finish(std::string& lines) {
  lines += entry_;
  lines += '\n';
  entry_.clear();
  entryDepth_ = 0;
}

void JsonEntries::outside(char c) {
  if (inString_) {
    if (!escaped_ && c == '"') {
      inString_ = false;
    } else if (string_.size() < kLongestKey) {
      string_ += c;
    }
    escaped_ = !escaped_ && c == '\\';
    return;
  }
  if (isSpace(c)) return;
  if (c == '"') {
    inString_ = true;
    string_.clear();
  } else if (c == ':') {
    key_ = string_;
  } else if (c == '{' || c == '[') {
    ++depth_;
    listIsOpen_ = c == '[' && depth_ == listDepth_ && (!keyed_ || key_ == "entries" || key_ == "records");
    key_.clear();
  } else if (c == '}' || c == ']') {
    if (depth_ == listDepth_) listIsOpen_ = false;
    --depth_;
  }
}

void JsonEntries::inside(char c, std::string& lines) {
  if (isBare_ && !inString_ && (c == ',' || c == ']')) {
    finish(lines);
    return outside(c);
  }
  // bodies inside of entries may take megabytes and tell nothing; the cut keeps clear of escapes
  sinceEscape_ = inString_ && c == '\\' ? 0 : sinceEscape_ + 1;
  stringLength_ = inString_ ? stringLength_ + 1 : 0;
  if (!inString_) dropping_ = false;
  const bool betweenEscapes = c == '\\' && !escaped_ && !endsWithHighSurrogate(entry_);
  if (stringLength_ > kLongestString && (betweenEscapes || sinceEscape_ > kLongestEscape)) dropping_ = true;
  // line breaks are white space here, or broken text: either way they must not end the line
  const bool closes = inString_ && !escaped_ && c == '"';
  if ((!dropping_ || closes) && entry_.size() < kLongestEntry) entry_ += c == '\n' || c == '\r' ? ' ' : c;
  if (inString_) {
    if (!escaped_ && c == '"') inString_ = false;
    escaped_ = !escaped_ && c == '\\';
    return;
  }
  if (c == '"') inString_ = true;
  if (isBare_) return;
  if (c == '{' || c == '[') ++entryDepth_;
  if (c != '}' && c != ']') return;
  if (--entryDepth_ == 0) finish(lines);
}

void JsonEntries::end(std::string& lines) {
  if (entryDepth_ > 0) finish(lines);
}

}  // namespace headroom::trace
