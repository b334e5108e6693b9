#include <algorithm>
#include <iterator>
#include <utility>

#include "engine/base/text.h"
#include "engine/farm_file/text_lexer.h"

namespace headroom::farm_file {
namespace {

/// Recursive descent over `field: value`, `field { ... }`, with one token of look-ahead.
class TextReader {
 public:
  /// With `indentationCounts` a block ends where a line begins no deeper than the block itself: the second try at a
  /// file in which a closing brace is missing, so that this one fault does not swallow all that follows.
  TextReader(std::string_view content, Problems& problems, bool indentationCounts)
      : lexer_(content, problems), problems_(problems), indentationCounts_(indentationCounts) {
    take();
  }

  bool ranOut() const { return ranOut_; }

  WrittenValue file() {
    WrittenValue root;
    root.kind = WrittenValue::Kind::Message;
    root.spot = {1, 1};
    while (!is(Token::Kind::End)) {
      fields(root, 0);
      if (is(Token::Kind::End)) break;
      problems_.error(token_.spot, "'" + token_.text + "' closes nothing",
                      "remove it, or open the block it belongs to");
      take();
    }
    root.closing = std::move(token_.before);
    return root;
  }

 private:
  bool is(Token::Kind kind) const { return token_.kind == kind; }
  bool isSymbol(char c) const { return token_.kind == Token::Kind::Symbol && token_.text[0] == c; }
  bool isOpening() const { return isSymbol('{') || isSymbol('<'); }
  bool isClosing() const { return isSymbol('}') || isSymbol('>'); }

  Token take() {
    Token taken = std::exchange(token_, lexer_.next());
    lastLine_ = taken.spot.line;
    if (problems_.full()) token_ = Token{};
    return taken;
  }

  std::string found() const {
    if (is(Token::Kind::End)) return "the end of the file";
    if (is(Token::Kind::String)) return "the text \"" + token_.text.substr(0, 40) + "\"";
    return "'" + token_.text.substr(0, 40) + "'";
  }

  /// Reads fields into `message` up to a closing brace or the end, which stays the current token.
  void fields(WrittenValue& message, int column) {
    while (!is(Token::Kind::End) && !isClosing()) {
      const bool startsLine = token_.spot.line > lastLine_;
      if (indentationCounts_ && is(Token::Kind::Word) && startsLine && token_.spot.column <= column) return;
      if (isSymbol(',') || isSymbol(';')) {
        take();
        continue;
      }
      if (is(Token::Kind::Word)) {
        field(message);
      } else {
        fieldExpected();
      }
    }
  }

  void fieldExpected() {
    if (isSymbol('[')) {
      problems_.error(token_.spot, "extensions and Any values in brackets are no part of a farm", "remove the block");
    } else {
      problems_.error(token_.spot, "expected the name of a field, found " + found());
    }
    skipToField();
  }

  /// Skips at least one token, up to the next word that starts a line, or a brace that closes the message.
  void skipToField() {
    int depth = 0;
    int line = token_.spot.line;
    do {
      if (isOpening()) ++depth;
      if (isClosing() && depth-- == 0) return;
      line = token_.spot.line;
      take();
    } while (!is(Token::Kind::End) && !(depth <= 0 && is(Token::Kind::Word) && token_.spot.line > line) &&
             !(depth <= 0 && isClosing()));
  }

  void field(WrittenValue& message) {
    if (++fieldCount_ > kMaxFields) {
      if (fieldCount_ == kMaxFields + 1) {
        problems_.error(token_.spot, "the file has more than a million fields", "split the farm");
      }
      while (!is(Token::Kind::End)) take();
      return;
    }
    WrittenField field;
    field.spot = token_.spot;
    field.before = std::move(token_.before);
    field.name = take().text;
    const bool colon = isSymbol(':');
    if (colon) take();
    if (isOpening()) {
      field.value = block(field.spot.column);
    } else if (isSymbol('[') && colon) {
      field.value = list();
    } else if (!colon) {
      problems_.error(
          field.spot,
          "the field '" + field.name + "' has neither ':' and a value nor a block in braces; found " + found(),
          "write " + field.name + ": value, or " + field.name + " { ... }");
      if (!is(Token::Kind::Word) || token_.spot.line == field.spot.line) skipToField();
      return;
    } else {
      field.value = scalar(field);
    }
    behind(field.value);
    message.fields.push_back(std::move(field));
  }

  /// The comment on the line of the token just taken belongs to the value it ended.
  void behind(WrittenValue& value) {
    std::move(token_.behind.begin(), token_.behind.end(), std::back_inserter(value.behind));
    token_.behind.clear();
  }

  /// `column`: where the block's own field begins.
  WrittenValue block(int column) {
    WrittenValue message;
    message.kind = WrittenValue::Kind::Message;
    const Token open = take();
    const char closing = open.text[0] == '{' ? '}' : '>';
    message.spot = open.spot;
    if (++depth_ > kMaxNesting) {
      if (depth_ == kMaxNesting + 1) problems_.error(open.spot, "blocks are nested more than 64 deep");
      while (!is(Token::Kind::End)) take();  // nothing after this can be trusted
      gaveUp_ = true;
      --depth_;
      return message;
    }
    message.opening = std::exchange(token_.behind, {});
    fields(message, column);
    --depth_;
    if (isSymbol(closing)) {
      message.closing = std::move(token_.before);
      take();
    } else if (!gaveUp_ && !(ranOut_ && is(Token::Kind::End))) {  // the innermost one stands for all
      ranOut_ = is(Token::Kind::End);
      problems_.error(open.spot, "the block that is opened here is not closed; found " + found(),
                      std::string("add the missing '") + closing + "'");
      if (isClosing()) take();
    }
    return message;
  }

  WrittenValue list() {
    WrittenValue values;
    values.kind = WrittenValue::Kind::List;
    values.spot = take().spot;
    while (!is(Token::Kind::End) && !isSymbol(']')) {
      if (++fieldCount_ > kMaxFields) break;
      if (isOpening()) {
        values.items.push_back(block(token_.spot.column));
      } else {
        WrittenField unnamed;
        values.items.push_back(scalar(unnamed));
        if (values.items.back().kind == WrittenValue::Kind::Nothing) return values;
      }
      if (isSymbol(',')) take();
    }
    if (isSymbol(']')) {
      take();
    } else {
      problems_.error(values.spot, "the list that is opened here is not closed", "add the missing ']'");
    }
    return values;
  }

  /// A text, a number or a word. On a fault the value stays Nothing and reading goes on at the next field.
  WrittenValue scalar(const WrittenField& field) {
    WrittenValue value;
    value.spot = token_.spot;
    if (is(Token::Kind::String)) {
      value.kind = WrittenValue::Kind::String;
      while (is(Token::Kind::String)) {  // adjacent pieces are one text
        behind(value);
        value.text += take().text;
      }
      return value;
    }
    const bool minus = isSymbol('-');
    if (minus) take();
    if (is(Token::Kind::Number) || is(Token::Kind::Word)) {
      // A field without a value, followed by the next field on a new line, is told as such.
      if (!is(Token::Kind::Word) || token_.spot.line == field.spot.line || field.name.empty()) {
        value.kind = is(Token::Kind::Number) ? WrittenValue::Kind::Number : WrittenValue::Kind::Word;
        value.text = (minus ? "-" : "") + take().text;
        return value;
      }
    }
    problems_.error(value.spot,
                    (field.name.empty() ? "expected a value" : "the field '" + field.name + "' needs a value") +
                        std::string(", found ") + found());
    if (!is(Token::Kind::Word) && !isClosing()) skipToField();
    return value;
  }

  TextLexer lexer_;
  Problems& problems_;
  Token token_;
  bool indentationCounts_;
  bool ranOut_ = false;  ///< The file ended inside a block.
  bool gaveUp_ = false;  ///< Nested too deep.
  int lastLine_ = 0;
  int depth_ = 0;
  std::size_t fieldCount_ = 0;
};

}  // namespace

WrittenValue readText(std::string_view content, Problems& problems) {
  Problems first(problems.file());
  TextReader reader(content, first, false);
  WrittenValue root = reader.file();
  if (reader.ranOut()) {
    TextReader again(content, problems, true);
    return again.file();
  }
  std::move(first.found().begin(), first.found().end(), std::back_inserter(problems.found()));
  return root;
}

}  // namespace headroom::farm_file
