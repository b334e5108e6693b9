#include "engine/farm_file/text_lexer.h"

#include <algorithm>
#include <cstdint>

#include "engine/farm_file/utf8.h"

namespace headroom::farm_file {
namespace {

bool isLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool isDigit(char c) {
  return c >= '0' && c <= '9';
}
bool isSpace(char c) {
  return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\v' || c == '\f';
}

}  // namespace

TextLexer::TextLexer(std::string_view content, Problems& problems) : content_(content), problems_(problems) {
  if (content_.substr(0, 3) == "\xEF\xBB\xBF") content_.remove_prefix(3);  // byte order mark
}

Spot TextLexer::here() const {
  return {line_, column_};
}

void TextLexer::advance() {
  const char c = content_[position_++];
  if (c == '\n') {
    ++line_;
    column_ = 1;
  } else if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) {
    ++column_;  // columns count characters, not bytes
  }
}

std::string TextLexer::comment() {
  advance();  // '#'
  const std::size_t start = position_;
  while (!atEnd() && peek() != '\n') advance();
  std::string_view text = content_.substr(start, position_ - start);
  while (!text.empty() && isSpace(text.back())) text.remove_suffix(1);
  return std::string(text);
}

void TextLexer::skipBetween(Token& token) {
  int lineEnds = 0;
  bool onPreviousLine = position_ > 0;
  while (!atEnd() && (isSpace(peek()) || peek() == '#')) {
    if (peek() == '#') {
      if (onPreviousLine) {
        token.behind.push_back(comment());
      } else {
        if (lineEnds > 1 && !token.before.empty()) token.before.emplace_back(kBlankLine);
        token.before.push_back(comment());
      }
      lineEnds = 0;
      continue;
    }
    if (peek() == '\n') {
      ++lineEnds;
      onPreviousLine = false;
    }
    advance();
  }
  if (lineEnds > 1 && !token.before.empty() && !atEnd()) token.before.emplace_back(kBlankLine);
}

Token TextLexer::next() {
  Token token;
  for (;;) {
    skipBetween(token);
    token.spot = here();
    if (atEnd()) return token;
    const char c = peek();
    if (isLetter(c)) return word(std::move(token));
    if (isDigit(c) || (c == '.' && isDigit(peek(1)))) return number(std::move(token));
    if (c == '"' || c == '\'') return quoted(std::move(token));
    if (c > ' ' && c < '\x7F') {
      token.kind = Token::Kind::Symbol;
      token.text = c;
      advance();
      return token;
    }
    const std::size_t start = position_;
    do advance();
    while (!atEnd() && (peek() < ' ' || peek() >= '\x7F') && !isSpace(peek()));
    problems_.error(
        token.spot,
        "stray characters '" + std::string(content_.substr(start, std::min<std::size_t>(position_ - start, 40))) + "'",
        "remove them, or put text into quotes");
    if (problems_.full()) position_ = content_.size();
  }
}

Token TextLexer::word(Token token) {
  token.kind = Token::Kind::Word;
  const std::size_t start = position_;
  while (!atEnd() && (isLetter(peek()) || isDigit(peek()))) advance();
  token.text = std::string(content_.substr(start, position_ - start));
  return token;
}

Token TextLexer::number(Token token) {
  token.kind = Token::Kind::Number;
  const std::size_t start = position_;
  while (!atEnd()) {
    const char previous = position_ > start ? content_[position_ - 1] : '\0';
    const bool exponentSign =
        (peek() == '+' || peek() == '-') && (previous == 'e' || previous == 'E') && content_.substr(start, 2) != "0x";
    if (!isLetter(peek()) && !isDigit(peek()) && peek() != '.' && !exponentSign) break;
    advance();
  }
  token.text = std::string(content_.substr(start, position_ - start));
  return token;
}

Token TextLexer::quoted(Token token) {
  token.kind = Token::Kind::String;
  const char quote = peek();
  advance();
  while (!atEnd() && peek() != quote && peek() != '\n') {
    if (peek() == '\\') {
      escape(token.text, here());
    } else if (peek() == '\0') {
      problems_.error(here(), "a NUL byte stands inside a text", "remove it");
      advance();
    } else {
      token.text += peek();
      advance();
    }
  }
  if (peek() == quote && !atEnd()) {
    advance();
  } else {
    problems_.error(token.spot, "the text that starts here has no closing quote on its line", "add the closing quote");
  }
  return token;
}

void TextLexer::escape(std::string& out, Spot start) {
  advance();
  const char c = peek();
  static constexpr std::string_view kNames = "abfnrtv\\'\"?";
  static constexpr std::string_view kValues = "\a\b\f\n\r\t\v\\'\"?";
  if (const auto at = kNames.find(c); !atEnd() && c != '\0' && at != std::string_view::npos) {
    out += kValues[at];
    advance();
    return;
  }
  if (c >= '0' && c <= '7') {
    int value = 0;
    for (int i = 0; i < 3 && peek() >= '0' && peek() <= '7'; ++i, advance()) value = value * 8 + (peek() - '0');
    out += static_cast<char>(static_cast<unsigned char>(value & 0xFF));
    return;
  }
  if ((c == 'x' || c == 'X') && hexValue(peek(1)) >= 0) {
    advance();
    int value = 0;
    for (int i = 0; i < 2 && hexValue(peek()) >= 0; ++i, advance()) value = value * 16 + hexValue(peek());
    out += static_cast<char>(static_cast<unsigned char>(value));
    return;
  }
  if (c == 'u' || c == 'U') {
    advance();
    codePoint(out, c == 'u' ? 4 : 8, start);
    return;
  }
  problems_.error(start,
                  "unknown escape '\\" + std::string(atEnd() || c == '\n' ? "" : std::string(1, c)) + "' in a text",
                  "write \\\\ for a backslash");
}

void TextLexer::codePoint(std::string& out, std::size_t digits, Spot start) {
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < digits; ++i, advance()) {
    const int digit = hexValue(peek());
    if (digit < 0) {
      problems_.error(start, "a \\u escape needs 4 hexadecimal digits, a \\U escape 8");
      return;
    }
    value = (value << 4) | static_cast<std::uint32_t>(digit);
  }
  if (value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) {
    problems_.error(start, "the escape names no character", "use a code point up to 10FFFF that is no surrogate");
    return;
  }
  appendUtf8(out, value);
}

}  // namespace headroom::farm_file
