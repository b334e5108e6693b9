// The requests inside one JSON document.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace headroom::trace {

/// Cuts a document into the elements of its list of requests, each of them one line. Strings over 32 KiB
/// (bodies) are cut. Knows strings and nesting, and
/// nothing else of JSON: what it hands out is parsed by somebody else.
class JsonEntries {
 public:
  /// For a document whose beginning is `head`: HAR ({"log": {… "entries": […]}}), {"records": […]}, [{…}, …]. Empty for
  /// anything else, JSON lines among it.
  static std::optional<JsonEntries> in(std::string_view head);

  /// Reads on, appending complete entries to `lines`.
  void take(std::string_view text, std::string& lines);
  /// The document ends: an entry that was begun is handed out as it is.
  void end(std::string& lines);
  /// How many entries have begun.
  std::uint64_t count() const { return count_; }

 private:
  explicit JsonEntries(int depth, bool keyed) : listDepth_(depth), keyed_(keyed) {}

  void begin(char c);
  void finish(std::string& lines);
  void outside(char c);
  /// A character of an entry; the bracket that ends it hands it out.
  void inside(char c, std::string& lines);

  int listDepth_;  ///< Brackets that are open around the entries.
  bool keyed_;     ///< The list must be the value of "entries" or "records".
  int depth_ = 0;
  bool inString_ = false, escaped_ = false;
  bool listIsOpen_ = false;
  bool isBare_ = false;  ///< The entry is no object and no list.
  std::uint64_t count_ = 0;
  std::string key_, string_;  ///< The latest string outside of entries, and the one before a colon.
  std::string entry_;
  std::size_t stringLength_ = 0, sinceEscape_ = 0;
  bool dropping_ = false;  ///< The rest of a string that is too long.
  int entryDepth_ = 0;     ///< Brackets that are open inside of an entry; 0: between entries.
};

}  // namespace headroom::trace
