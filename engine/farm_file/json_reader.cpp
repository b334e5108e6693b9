#include <array>
#include <cstdint>
#include <utility>

#include "engine/farm_file/utf8.h"
#include "engine/farm_file/written.h"

namespace headroom::farm_file {
namespace {

/// RFC 8259 by recursive descent. The first fault ends the reading: behind it nothing has a sure meaning.
class JsonReader {
 public:
  JsonReader(std::string_view content, Problems& problems) : content_(content), problems_(problems) {
    if (content_.substr(0, 3) == "\xEF\xBB\xBF") content_.remove_prefix(3);  // byte order mark
  }

  WrittenValue file() {
    space();
    WrittenValue root = value();
    if (failed_) return root;
    space();
    if (!atEnd()) fail(here(), "expected the end of the file, found " + found(), "a farm is one JSON object");
    if (!failed_ && root.kind != WrittenValue::Kind::Message) {
      fail(root.spot, "a farm is a JSON object in braces", "write {\"version\": 1, ...}");
    }
    return root;
  }

 private:
  bool atEnd() const { return position_ >= content_.size(); }
  char peek() const { return atEnd() ? '\0' : content_[position_]; }
  Spot here() const { return {line_, column_}; }

  void advance() {
    const char c = content_[position_++];
    if (c == '\n') {
      ++line_;
      column_ = 1;
    } else if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) {
      ++column_;
    }
  }

  void space() {
    while (peek() == ' ' || peek() == '\t' || peek() == '\r' || peek() == '\n') advance();
  }

  bool accept(char c) {
    if (atEnd() || peek() != c) return false;
    advance();
    return true;
  }

  std::string found() const { return atEnd() ? "the end of the file" : "'" + std::string(1, peek()) + "'"; }

  void fail(Spot spot, std::string what, std::string remedy = {}) {
    if (!failed_) problems_.error(spot, std::move(what), std::move(remedy));
    failed_ = true;
  }

  WrittenValue value() {
    WrittenValue value;
    value.spot = here();
    if (++count_ > kMaxFields) {
      fail(value.spot, "the file has more than a million values", "split the farm");
      return value;
    }
    const char c = peek();
    if (c == '{' || c == '[') {
      if (++depth_ > kMaxNesting) {
        fail(value.spot, "objects and lists are nested more than 64 deep");
        return value;
      }
      c == '{' ? object(value) : list(value);
      --depth_;
    } else if (c == '"') {
      value.kind = WrittenValue::Kind::String;
      value.text = string();
    } else if (c == '-' || (c >= '0' && c <= '9')) {
      value.kind = WrittenValue::Kind::Number;
      value.text = number();
    } else {
      word(value);
    }
    return value;
  }

  void word(WrittenValue& value) {
    for (const std::string_view known : {"true", "false", "null"}) {
      if (content_.substr(position_, known.size()) != known) continue;
      for (std::size_t i = 0; i < known.size(); ++i) advance();
      if (known == "null") return;
      value.kind = WrittenValue::Kind::Word;
      value.text = std::string(known);
      return;
    }
    fail(value.spot, "expected a value, found " + found(),
         "JSON values are texts in double quotes, numbers, true, false, null, {...} and [...]");
  }

  void object(WrittenValue& value) {
    value.kind = WrittenValue::Kind::Message;
    advance();
    space();
    if (accept('}')) return;
    do {
      space();
      WrittenField field;
      field.spot = here();
      if (peek() != '"') return fail(field.spot, "expected the name of a field in double quotes, found " + found());
      field.name = string();
      space();
      if (!failed_ && !accept(':'))
        return fail(here(), "expected ':' after the name '" + field.name + "', found " + found());
      space();
      if (!failed_) field.value = this->value();
      if (failed_) return;
      value.fields.push_back(std::move(field));
      space();
    } while (accept(','));
    if (!accept('}')) fail(here(), "expected ',' or '}', found " + found());
  }

  void list(WrittenValue& value) {
    value.kind = WrittenValue::Kind::List;
    advance();
    space();
    if (accept(']')) return;
    do {
      space();
      value.items.push_back(this->value());
      if (failed_) return;
      space();
    } while (accept(','));
    if (!accept(']')) fail(here(), "expected ',' or ']', found " + found());
  }

  bool digits() {
    const std::size_t start = position_;
    while (peek() >= '0' && peek() <= '9') advance();
    return position_ > start;
  }

  std::string number() {
    const Spot spot = here();
    const std::size_t start = position_;
    accept('-');
    const bool zero = peek() == '0';
    const std::size_t first = position_;
    bool good = digits() && !(zero && position_ - first > 1);
    if (accept('.')) good = digits() && good;
    if (accept('e') || accept('E')) {
      if (!accept('+')) accept('-');
      good = digits() && good;
    }
    std::string text(content_.substr(start, position_ - start));
    if (!good) fail(spot, "'" + text.substr(0, 40) + "' is not a JSON number", "write 4 or 1.5");
    return text;
  }

  std::string string() {
    const Spot start = here();
    std::string text;
    advance();
    while (!atEnd() && peek() != '"' && !failed_) {
      if (static_cast<unsigned char>(peek()) < 0x20) {
        fail(here(), "a control character stands inside a text", "write it as an escape such as \\n");
      } else if (peek() == '\\') {
        escape(text);
      } else {
        text += peek();
        advance();
      }
    }
    if (!failed_ && !accept('"'))
      fail(start, "the text that starts here has no closing quote", "add the closing quote");
    return text;
  }

  void escape(std::string& text) {
    const Spot spot = here();
    advance();
    static constexpr std::string_view kNames = "\"\\/bfnrt";
    static constexpr std::string_view kValues = "\"\\/\b\f\n\r\t";
    const auto at = atEnd() ? std::string_view::npos : kNames.find(peek());
    if (at != std::string_view::npos) {
      text += kValues[at];
      advance();
      return;
    }
    if (!accept('u')) return fail(spot, "unknown escape in a text", "write \\\\ for a backslash");
    std::int64_t code = hex4();
    if (code >= 0xD800 && code < 0xDC00 && accept('\\') && accept('u')) {
      const std::int64_t low = hex4();
      code = low >= 0xDC00 && low < 0xE000 ? 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00) : -1;
    }
    if (code < 0 || (code >= 0xD800 && code < 0xE000)) return fail(spot, "the escape names no character");
    appendUtf8(text, static_cast<std::uint32_t>(code));
  }

  std::int64_t hex4() {
    std::int64_t value = 0;
    for (int i = 0; i < 4; ++i) {
      const int digit = hexValue(peek());
      if (digit < 0) return -1;
      value = value * 16 + digit;
      advance();
    }
    return value;
  }

  std::string_view content_;
  Problems& problems_;
  std::size_t position_ = 0;
  std::size_t count_ = 0;
  int line_ = 1;
  int column_ = 1;
  int depth_ = 0;
  bool failed_ = false;
};

}  // namespace

WrittenValue readJson(std::string_view content, Problems& problems) {
  return JsonReader(content, problems).file();
}

}  // namespace headroom::farm_file
