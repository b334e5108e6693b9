// Tokens of protobuf's text format, with their places and the comments between them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/farm_file/written.h"

namespace headroom::farm_file {

struct Token {
  enum class Kind { Word, Number, String, Symbol, End };
  Kind kind = Kind::End;
  std::string text;  ///< Word and number as written, string decoded, symbol one character.
  Spot spot;
  std::vector<std::string>
      before;  ///< Comment lines since the previous token, without those on the previous token's line.
  std::vector<std::string> behind;  ///< Comment on the previous token's line.
};

/// A blank line kept between comments.
inline constexpr std::string_view kBlankLine = "\n";

class TextLexer {
 public:
  TextLexer(std::string_view content, Problems& problems);
  /// The next token; End for ever at the end. Faulty characters and strings are reported and left out.
  Token next();

 private:
  bool atEnd() const { return position_ >= content_.size(); }
  char peek(std::size_t ahead = 0) const {
    return position_ + ahead < content_.size() ? content_[position_ + ahead] : '\0';
  }
  Spot here() const;
  void advance();
  /// Passes over blanks and comments; the comments go to the token that follows.
  void skipBetween(Token& token);
  /// Without its '#', and without blanks at its end.
  std::string comment();
  Token word(Token token);
  Token number(Token token);
  /// One string in either kind of quotes, escapes decoded.
  Token quoted(Token token);
  /// What follows a backslash. `start`: of the string, for complaints.
  void escape(std::string& out, Spot start);
  /// The `digits` hexadecimal digits of \u or \U, as UTF-8.
  void codePoint(std::string& out, std::size_t digits, Spot start);

  std::string_view content_;
  Problems& problems_;
  std::size_t position_ = 0;
  int line_ = 1;
  int column_ = 1;
};

}  // namespace headroom::farm_file
