#include <array>

#include "engine/base/text.h"
#include "engine/trace/civil_time.h"
#include "engine/trace/format_pattern.h"
#include "engine/trace/formats/numbers.h"
#include "engine/trace/formats/stamps.h"

namespace headroom::trace {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {"January",   "February", "March",    "April",
                                                      "May",       "June",     "July",     "August",
                                                      "September", "October",  "November", "December"};
constexpr std::array<std::string_view, 7> kDays = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                   "Thursday", "Friday", "Saturday"};

class StrftimeReader {
 public:
  StrftimeReader(std::string_view text, CivilParts& parts) : text_(text), parts_(parts) {}

  bool read(std::string_view pattern) {
    for (std::size_t i = 0; i < pattern.size(); ++i) {
      const bool ok = pattern[i] == '%' && i + 1 < pattern.size() ? field(pattern[++i]) : literal(pattern[i]);
      if (!ok) return false;
    }
    return true;
  }
  std::size_t used() const { return at_; }

 private:
  bool literal(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  bool number(std::size_t most, int& value) {
    while (most > 1 && at_ < text_.size() && text_[at_] == ' ') ++at_, --most;  // %e pads with a space
    std::size_t to = at_;
    while (to < text_.size() && to - at_ < most && text_[to] >= '0' && text_[to] <= '9') ++to;
    const std::optional<std::int64_t> read = readWhole(text_.substr(at_, to - at_));
    if (!read) return false;
    value = static_cast<int>(*read);
    at_ = to;
    return true;
  }

  /// A name, whole or its first three letters; its place in the list or -1.
  template <std::size_t n>
  int name(const std::array<std::string_view, n>& names) {
    for (std::size_t i = 0; i < n; ++i) {
      for (const std::string_view spelling : {names[i], names[i].substr(0, 3)}) {
        if (!equalIgnoringCase(text_.substr(at_, spelling.size()), spelling)) continue;
        at_ += spelling.size();
        return static_cast<int>(i);
      }
    }
    return -1;
  }

  bool offset() {
    if (literal('Z')) return parts_.hasOffset = true;
    if (at_ + 5 > text_.size() || (text_[at_] != '+' && text_[at_] != '-')) return false;
    const std::size_t colon = text_[at_ + 3] == ':' ? 1 : 0;
    if (at_ + 5 + colon > text_.size()) return false;
    const int hours = twoDigits(text_.data() + at_ + 1), minutes = twoDigits(text_.data() + at_ + 3 + colon);
    if (hours < 0 || minutes < 0) return false;
    parts_.offsetSeconds = (text_[at_] == '-' ? -1 : 1) * (hours * 3600 + minutes * 60);
    if (colon == 0) parts_.offset = text_.substr(at_, 5);
    at_ += 5 + colon;
    return parts_.hasOffset = true;
  }

  bool field(char letter) {
    switch (letter) {
      case 'Y':
        return number(4, parts_.year);
      case 'y': {
        const bool ok = number(2, parts_.year);
        parts_.year += parts_.year < 70 ? 2000 : 1900;
        return ok;
      }
      case 'm':
        return number(2, parts_.month);
      case 'd':
      case 'e':
        return number(2, parts_.day);
      case 'H':
      case 'k':
      case 'I':
      case 'l':
        return number(2, parts_.hour);
      case 'M':
        return number(2, parts_.minute);
      case 'S':
        return number(2, parts_.second);
      case 'b':
      case 'h':
      case 'B':
        return (parts_.month = name(kMonths) + 1) > 0;
      case 'a':
      case 'A':
        return name(kDays) >= 0;
      case 'p':
        return half();
      case 'z':
        return offset();
      case 'T':
        return read("%H:%M:%S");
      case 'R':
        return read("%H:%M");
      case 'F':
        return read("%Y-%m-%d");
      case 'D':
        return read("%m/%d/%y");
      case 's':
        return epoch();
      case 'Z':
        return zoneName();
      case 'n':
      case 't':
        return literal(letter == 'n' ? '\n' : '\t');
      case '%':
        return literal('%');
      default:
        return false;
    }
  }

  bool half() {
    const std::string_view word = text_.substr(at_, 2);
    parts_.afternoon = equalIgnoringCase(word, "PM");
    if (!parts_.afternoon && !equalIgnoringCase(word, "AM")) return false;
    if (parts_.hour == 12) parts_.hour = 0;  // 12 AM is midnight, 12 PM noon
    at_ += 2;
    return true;
  }

  bool epoch() {
    std::size_t to = at_;
    while (to < text_.size() && text_[to] >= '0' && text_[to] <= '9') ++to;
    Record record;
    if (!readEpochStamp(text_.substr(at_, to - at_), record)) return false;
    parts_.epochNs = record.stampNs;
    at_ = to;
    return true;
  }

  bool zoneName() {
    const std::size_t from = at_;
    while (at_ < text_.size() && text_[at_] >= 'A' && text_[at_] <= 'Z') ++at_;
    const std::string_view name = text_.substr(from, at_ - from);
    if (name == "UTC" || name == "GMT") parts_.hasOffset = true;
    return at_ > from;
  }

  std::string_view text_;
  CivilParts& parts_;
  std::size_t at_ = 0;
};

}  // namespace

std::size_t readStrftime(std::string_view pattern, std::string_view text, CivilParts& parts) {
  StrftimeReader reader(text, parts);
  return reader.read(pattern) ? reader.used() : 0;
}

}  // namespace headroom::trace
