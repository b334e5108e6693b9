#include "engine/trace/format_pattern.h"

#include <algorithm>
#include <cctype>

#include "engine/base/text.h"

namespace headroom::trace {
namespace {

constexpr auto kNone = std::string::npos;
constexpr std::int64_t kSecond = 1'000'000'000, kMilli = 1'000'000, kMicro = 1'000;

struct Variable {
  std::string_view name;
  Meaning meaning;
  std::int64_t unitNs = 0;
};

constexpr Variable kNginx[] = {
    {"remote_addr", Meaning::Client},
    {"http_x_forwarded_for", Meaning::ForwardedFor},
    {"proxy_add_x_forwarded_for", Meaning::ForwardedFor},
    {"time_local", Meaning::Stamp},
    {"time_iso8601", Meaning::IsoStamp},
    {"msec", Meaning::EpochStamp, kSecond},
    {"request", Meaning::Request},
    {"request_method", Meaning::Method},
    {"request_uri", Meaning::Target},
    {"uri", Meaning::Target},
    {"status", Meaning::Status},
    {"body_bytes_sent", Meaning::Bytes},
    {"bytes_sent", Meaning::Bytes},
    {"request_time", Meaning::Duration, kSecond},
    {"http_user_agent", Meaning::Agent},
    {"upstream_addr", Meaning::UpstreamServer},
    {"upstream_status", Meaning::Upstream},
    {"upstream_response_time", Meaning::UpstreamTime},
    {"upstream_connect_time", Meaning::Upstream},
    {"upstream_header_time", Meaning::Upstream},
    {"upstream_response_length", Meaning::Upstream},
};

/// Splits a format into literal text and fields; the two dialects differ in how a field is spelt.
class PatternReader {
 public:
  explicit PatternReader(std::string text) : text_(std::move(text)) {}

  Result<Pattern> read() {
    isApache_ = unwrap();
    while (at_ < text_.size()) {
      const bool ok = text_[at_] == '%' && isApache_    ? apacheField()
                      : text_[at_] == '$' && !isApache_ ? nginxField()
                                                        : literal();
      if (!ok) return problem("the format string ends inside of a field", "check its braces and its last character");
    }
    if (Diagnostics problems = check(); !problems.empty()) return problems;
    pattern_.info = name();
    return std::move(pattern_);
  }

 private:
  /// Takes the directive, quotes and nickname of a configuration file off; true for Apache's dialect.
  bool unwrap() {
    text_ = std::string(trim(text_));
    const bool apache = text_.starts_with("LogFormat"), nginx = text_.starts_with("log_format");
    if (apache) {
      const std::size_t open = text_.find('"'), close = text_.rfind('"');
      if (open != kNone && close > open) text_ = text_.substr(open + 1, close - open - 1);
    }
    if (nginx) joinNginxStrings();
    std::size_t at = 0;  // Apache's configuration writes \" for a quote
    while ((at = text_.find("\\\"", at)) != kNone) text_.erase(at++, 1);
    const std::size_t percent = text_.find('%'), dollar = text_.find('$');
    return apache || (!nginx && percent < dollar);
  }

  void joinNginxStrings() {
    std::string joined;
    std::size_t at = text_.find_first_of("'\"");
    while (at != kNone) {
      const std::size_t close = text_.find(text_[at], at + 1);
      joined += text_.substr(at + 1, close == kNone ? kNone : close - at - 1);
      at = close == kNone ? kNone : text_.find_first_of("'\"", close + 1);
    }
    text_ = joined;
  }

  bool literal() {
    char c = text_[at_++];
    if (c == '\\' && at_ < text_.size() && (text_[at_] == 't' || text_[at_] == '\\'))
      c = text_[at_++] == 't' ? '\t' : '\\';
    if (pattern_.parts.empty() || pattern_.parts.back().literal.empty()) pattern_.parts.emplace_back();
    pattern_.parts.back().literal += c;
    return true;
  }

  void add(Meaning meaning, std::int64_t unitNs = 0, std::string detail = {}) {
    pattern_.parts.push_back({{}, meaning, unitNs, std::move(detail)});
  }

  bool nginxField() {
    ++at_;
    const bool braced = at_ < text_.size() && text_[at_] == '{';
    const std::size_t from = at_ + (braced ? 1 : 0);
    std::size_t to = from;
    while (to < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[to])) || text_[to] == '_')) ++to;
    if (to == from || (braced && (to == text_.size() || text_[to] != '}'))) return false;
    const std::string name = text_.substr(from, to - from);
    at_ = to + (braced ? 1 : 0);
    const auto known =
        std::find_if(std::begin(kNginx), std::end(kNginx), [&](const Variable& v) { return v.name == name; });
    if (known == std::end(kNginx)) {
      add(Meaning::Ignored, 0, name);
    } else {
      add(known->meaning, known->unitNs, name);
    }
    return true;
  }

  /// `%[!codes][<>]["{"argument"}"]letter`
  bool apacheField() {
    if (++at_ >= text_.size()) return false;
    if (text_[at_] == '%') return literal();
    while (at_ < text_.size() && std::string_view("!<>,0123456789").find(text_[at_]) != kNone) ++at_;
    std::string argument;
    if (at_ < text_.size() && text_[at_] == '{') {
      const std::size_t close = text_.find('}', at_);
      if (close == kNone) return false;
      argument = text_.substr(at_ + 1, close - at_ - 1);
      at_ = close + 1;
    }
    if (at_ >= text_.size()) return false;
    const char letter = text_[at_++];
    if (letter == '^') at_ += 2;  // %^FB, %^ti, %^to
    apacheMeaning(letter, argument);
    return at_ <= text_.size();
  }

  void apacheMeaning(char letter, const std::string& argument) {
    switch (letter) {
      case 'h':
      case 'a':
        return add(Meaning::Client);
      case 't':
        return argument.empty() ? add(Meaning::Stamp) : apacheTime(argument);
      case 'r':
        return add(Meaning::Request);
      case 'm':
        return add(Meaning::Method);
      case 'U':
        return add(Meaning::Target);
      case 's':
        return add(Meaning::Status);
      case 'b':
      case 'B':
      case 'O':
        return add(Meaning::Bytes);
      case 'D':
        return add(Meaning::Duration, kMicro, "D");
      case 'T':
        return add(Meaning::Duration, argument == "ms" ? kMilli : argument == "us" ? kMicro : kSecond, "T");
      case 'v':
      case 'V':
        return add(Meaning::Ignored, 0, "v");
      case 'i':
        return add(equalIgnoringCase(argument, "X-Forwarded-For") ? Meaning::ForwardedFor
                   : equalIgnoringCase(argument, "User-Agent")    ? Meaning::Agent
                                                                  : Meaning::Ignored,
                   0, argument);
      default:
        return add(Meaning::Ignored);
    }
  }

  void apacheTime(std::string argument) {
    if (argument.starts_with("begin:")) argument.erase(0, 6);
    if (argument.starts_with("end:")) {
      argument.erase(0, 4);
      stampsEnd_ = true;
    }
    if (argument == "sec" || argument == "msec" || argument == "usec")
      return add(Meaning::EpochStamp, argument == "sec" ? kSecond : argument == "msec" ? kMilli : kMicro);
    if (argument == "msec_frac" || argument == "usec_frac") return add(Meaning::StampFraction);
    customTime_ = true;
    add(argument.empty() ? Meaning::Stamp : Meaning::CustomStamp, 0, argument);
  }

  Diagnostics check() const {
    bool time = false, status = false;
    for (std::size_t i = 0; i < pattern_.parts.size(); ++i) {
      const PatternPart& part = pattern_.parts[i];
      const bool isField = part.literal.empty();
      if (isField && i + 1 < pattern_.parts.size() && pattern_.parts[i + 1].literal.empty())
        return problem("the format string has two fields with nothing between them",
                       "there must be a character that tells them apart");
      time = time || (isField && (part.meaning == Meaning::Stamp || part.meaning == Meaning::IsoStamp ||
                                  part.meaning == Meaning::EpochStamp || part.meaning == Meaning::CustomStamp));
      status = status || (isField && part.meaning == Meaning::Status);
    }
    if (time && status) return {};
    return problem(std::string("the format string has no field for the ") + (time ? "status" : "time"),
                   isApache_ ? "Apache's are %t and %>s" : "nginx's are $time_local and $status");
  }

  /// The name of the built-in format that has the same columns, as far as there is one.
  FormatInfo name() const {
    const auto has = [&](Meaning meaning, std::string_view detail = {}) {
      return std::any_of(pattern_.parts.begin(), pattern_.parts.end(), [&](const PatternPart& part) {
        return part.literal.empty() && part.meaning == meaning && (detail.empty() || part.detail == detail);
      });
    };
    const std::string base = has(Meaning::Agent) ? "combined" : "common";
    if (!isApache_) return {has(Meaning::Duration) ? "nginx-rt" : "ncsa-" + base, "end"};
    const std::string stamps = stampsEnd_ ? "end" : kStartOrEnd;
    if (customTime_) return {base + "-custom-date", stamps};
    if (has(Meaning::Duration)) return {base + (has(Meaning::Duration, "D") ? "-D" : "-T"), stamps};
    return {has(Meaning::Ignored, "v") ? "vhost-" + base : "ncsa-" + base, stamps};
  }

  std::string text_;
  std::size_t at_ = 0;
  bool isApache_ = false, stampsEnd_ = false, customTime_ = false;
  Pattern pattern_;
};

}  // namespace

Result<Pattern> readPattern(const std::string& text) {
  return PatternReader(text).read();
}

}  // namespace headroom::trace
