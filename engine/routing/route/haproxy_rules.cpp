#include "engine/routing/route/haproxy_rules.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "engine/base/text.h"
#include "engine/routing/route/regex.h"
#include "engine/routing/route/target.h"

namespace headroom::routing {
namespace {

enum class Fetch { Path, Url, Query, Base, Header };
enum class Converter { Lower, Upper, UrlDecode, HostOnly };
enum class Method { Equal, Begins, Ends, Contains, Directory, Domain, Expression, Length, Found };

template <class T>
struct Named {
  std::string_view name;
  T value;
};
constexpr Named<Fetch> kFetches[] = {{"path", Fetch::Path}, {"url", Fetch::Url},    {"query", Fetch::Query},
                                     {"base", Fetch::Base}, {"hdr", Fetch::Header}, {"req.hdr", Fetch::Header}};
constexpr Named<Converter> kConverters[] = {{"lower", Converter::Lower},
                                            {"upper", Converter::Upper},
                                            {"url_dec", Converter::UrlDecode},
                                            {"host_only", Converter::HostOnly}};
constexpr Named<Method> kMethods[] = {
    {"str", Method::Equal},      {"beg", Method::Begins},    {"end", Method::Ends},
    {"sub", Method::Contains},   {"dir", Method::Directory}, {"dom", Method::Domain},
    {"reg", Method::Expression}, {"len", Method::Length},    {"found", Method::Found}};

template <class T, std::size_t N>
std::optional<T> named(const Named<T> (&table)[N], std::string_view name) {
  for (const Named<T>& entry : table) {
    if (entry.name == name) return entry.value;
  }
  return std::nullopt;
}

std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at < text.size();) {
    while (at < text.size() && (text[at] == ' ' || text[at] == '\t')) ++at;
    const std::size_t end = std::min(text.find_first_of(" \t", at), text.size());
    if (end > at) out.emplace_back(text.substr(at, end - at));
    at = end;
  }
  return out;
}

std::string_view stripOuter(std::string_view text, std::string_view delimiters) {
  while (!text.empty() && delimiters.find(text.front()) != std::string_view::npos) text.remove_prefix(1);
  while (!text.empty() && delimiters.find(text.back()) != std::string_view::npos) text.remove_suffix(1);
  return text;
}

/// Whether `word` occurs in `text` between delimiters or the ends. An empty word is compared with the byte behind the
/// text: only a copy made by a converter ends there, the request itself goes on.
bool containsDelimited(std::string_view text, std::string_view word, std::string_view delimiters, bool copied) {
  if (word.empty()) return copied && (text.empty() || delimiters.find(text.back()) != std::string_view::npos);
  for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    const bool begins = at == 0 || delimiters.find(text[at - 1]) != std::string_view::npos;
    const bool ends = end == text.size() || delimiters.find(text[end]) != std::string_view::npos;
    if (begins && ends) return true;
  }
  return false;
}

constexpr std::string_view kDirectoryDelimiters = "/?";
constexpr std::string_view kDomainDelimiters = "/?.:";

/// HAProxy refuses what RFC 3986 does not allow in a target: control characters, blanks, '#', bytes above 126.
bool acceptable(std::string_view target) {
  return !target.empty() && std::all_of(target.begin(), target.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte > 0x20 && byte < 0x7F && c != '#';
  });
}

std::string_view hostOnly(std::string_view host) {
  const std::size_t from = host.starts_with('[') ? std::min(host.find(']'), host.size()) : 0;
  return host.substr(0, host.find(':', from));
}

}  // namespace

class HaproxyRules::Condition {
 public:
  /// Adds what is wrong to `problems`.
  Condition(std::string_view text, Diagnostics& problems) {
    std::vector<std::string> parts = words(text);
    const auto complain = [&](std::string what, std::string remedy) {
      problems.push_back({Severity::Error, {}, "condition '" + printable(text) + "': " + what, std::move(remedy), {}});
    };
    if (parts.empty()) {
      complain("is empty", "write for instance path_beg /app");
      return;
    }
    parseFetch(parts.front(), complain);
    std::size_t at = 1;
    for (; at < parts.size() && parts[at].starts_with('-'); ++at) {
      if (parts[at] == "-i") {
        ignoreCase_ = true;
      } else if (parts[at] == "-m" && at + 1 < parts.size()) {
        const auto method = named(kMethods, parts[++at]);
        if (!method)
          complain("unknown method '" + printable(parts[at]) + "'",
                   "use str, beg, end, sub, dir, dom, reg, len or found");
        method_ = method.value_or(Method::Equal);
      } else if (parts[at] == "--") {
        ++at;
        break;
      } else {
        complain("unknown flag '" + printable(parts[at]) + "'", "use -i or -m METHOD");
      }
    }
    if (at == parts.size() && method_ != Method::Found) complain("has no pattern", "add what to compare with");
    for (; at < parts.size(); ++at) addPattern(parts[at], complain);
  }

  bool matches(const TargetParts& parts, std::string_view target, std::string_view host,
               std::span<const Header> headers) const {
    switch (fetch_) {
      case Fetch::Path:
        return !parts.path.empty() && valueMatches(parts.path);
      case Fetch::Url:
        return valueMatches(target);
      case Fetch::Query:
        return parts.hasQuery && valueMatches(parts.query);
      case Fetch::Base:
        return valueMatches(std::string(host) + std::string(parts.path));
      case Fetch::Header:
        if (equalIgnoringCase(header_, "host")) return !host.empty() && valueMatches(host);
        return std::any_of(headers.begin(), headers.end(), [this](const Header& h) {
          return equalIgnoringCase(h.name, header_) && anyElementMatches(h.value);
        });
    }
    return false;
  }

 private:
  template <class Complain>
  void parseFetch(std::string_view text, const Complain& complain) {
    std::size_t comma = text.find(',');
    std::string_view name = text.substr(0, comma);
    const std::size_t bracket = name.find('(');
    if (bracket != std::string_view::npos) {
      header_ = name.substr(bracket + 1, name.find(')') - bracket - 1);
      name = name.substr(0, bracket);
    }
    auto fetch = named(kFetches, name);
    if (const std::size_t underscore = name.rfind('_'); !fetch && underscore != std::string_view::npos) {
      const auto method = named(kMethods, name.substr(underscore + 1));
      if (method) fetch = named(kFetches, name.substr(0, underscore));
      method_ = method.value_or(Method::Equal);
    }
    if (!fetch) complain("unknown fetch '" + printable(name) + "'", "use path, url, query, base or hdr(NAME)");
    fetch_ = fetch.value_or(Fetch::Path);
    if (fetch_ == Fetch::Header && header_.empty()) complain("hdr needs a header name", "write hdr(host)");
    while (comma != std::string_view::npos) {
      const std::size_t next = text.find(',', comma + 1);
      const std::string_view word = text.substr(comma + 1, next == std::string_view::npos ? next : next - comma - 1);
      const auto converter = named(kConverters, word);
      if (!converter) complain("unknown converter '" + printable(word) + "'", "use lower, upper, url_dec or host_only");
      if (converter) converters_.push_back(*converter);
      comma = next;
    }
  }

  template <class Complain>
  void addPattern(const std::string& word, const Complain& complain) {
    if (method_ == Method::Expression) {
      auto regex = Regex::compile(word, ignoreCase_);
      if (regex) {
        expressions_.push_back(std::move(*regex));
      } else {
        complain(regex.problems().front().what, regex.problems().front().remedy);
      }
      return;
    }
    if (method_ == Method::Length) {
      std::size_t length = 0;
      const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), length);
      if (error != std::errc() || end != word.data() + word.size())
        complain("'" + printable(word) + "' is no length", "use a number");
      lengths_.push_back(length);
      return;
    }
    std::string_view pattern = word;
    if (method_ == Method::Directory) pattern = stripOuter(pattern, kDirectoryDelimiters);
    if (method_ == Method::Domain) pattern = stripOuter(pattern, kDomainDelimiters);
    patterns_.push_back(ignoreCase_ ? toLower(pattern) : std::string(pattern));
  }

  bool anyElementMatches(std::string_view value) const {
    for (;;) {
      const std::size_t comma = value.find(',');
      if (valueMatches(trim(value.substr(0, comma)))) return true;
      if (comma == std::string_view::npos) return false;
      value.remove_prefix(comma + 1);
    }
  }

  bool valueMatches(std::string_view received) const {
    std::string value(received);
    for (const Converter converter : converters_) {
      if (!convert(converter, value)) return false;
    }
    if (method_ == Method::Found) return true;
    if (method_ == Method::Expression) {
      return std::any_of(expressions_.begin(), expressions_.end(), [&](const Regex& r) { return r.search(value); });
    }
    if (method_ == Method::Length) return std::find(lengths_.begin(), lengths_.end(), value.size()) != lengths_.end();
    if (ignoreCase_) value = toLower(value);
    return std::any_of(patterns_.begin(), patterns_.end(),
                       [&](const std::string& p) { return patternMatches(value, p); });
  }

  static bool convert(Converter converter, std::string& value) {
    switch (converter) {
      case Converter::Lower:
        value = toLower(value);
        return true;
      case Converter::Upper:
        for (char& c : value) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        return true;
      case Converter::UrlDecode: {
        std::string decoded;
        if (!percentDecode(value, decoded)) return false;
        value = std::move(decoded);
        return true;
      }
      case Converter::HostOnly:
        value = toLower(hostOnly(value));
        return true;
    }
    return false;
  }

  bool copied() const { return !converters_.empty() && converters_.back() != Converter::HostOnly; }

  bool patternMatches(std::string_view value, std::string_view pattern) const {
    switch (method_) {
      case Method::Equal:
        // The original's look-up ends at a decoded NUL; without regard to case it compares one by one.
        return (ignoreCase_ ? value : value.substr(0, value.find('\0'))) == pattern;
      case Method::Begins:
        return value.starts_with(pattern);
      case Method::Ends:
        return value.ends_with(pattern);
      case Method::Contains:
        return value.find(pattern) != std::string_view::npos;
      case Method::Directory:
        return containsDelimited(value, pattern, kDirectoryDelimiters, copied());
      case Method::Domain:
        return containsDelimited(value, pattern, kDomainDelimiters, copied());
      case Method::Expression:
      case Method::Length:
      case Method::Found:
        return false;
    }
    return false;
  }

  Fetch fetch_ = Fetch::Path;
  std::string header_;
  std::vector<Converter> converters_;
  Method method_ = Method::Equal;
  bool ignoreCase_ = false;
  std::vector<std::string> patterns_;
  std::vector<Regex> expressions_;
  std::vector<std::size_t> lengths_;
};

HaproxyRules::HaproxyRules() = default;
HaproxyRules::~HaproxyRules() = default;
HaproxyRules::HaproxyRules(HaproxyRules&&) noexcept = default;
HaproxyRules& HaproxyRules::operator=(HaproxyRules&&) noexcept = default;

Result<HaproxyRules> HaproxyRules::create(const std::vector<HaproxyRule>& rules, std::string defaultDestination) {
  Diagnostics problems;
  HaproxyRules table;
  table.rules_ = rules;
  table.default_ = std::move(defaultDestination);
  for (const HaproxyRule& rule : rules) {
    table.conditions_.push_back(std::make_unique<Condition>(rule.condition, problems));
  }
  if (!problems.empty()) return problems;
  return table;
}

RouteDecision HaproxyRules::decide(std::string_view host, std::string_view target,
                                   std::span<const Header> headers) const {
  RouteDecision decision;
  const TargetParts parts = splitTarget(target);
  if (!acceptable(target)) {
    decision.status = 400;
    decision.why = "the request target holds a character that HAProxy refuses";
    return decision;
  }
  if (parts.absolute &&
      !equalIgnoringCase(withoutDefaultPort(parts.authority, target), withoutDefaultPort(host, target))) {
    decision.status = 400;
    decision.why = "the authority of the target is not the Host header";
    return decision;
  }
  decision.forwarded = target;
  std::string_view seenHost = host;
  if (parts.absolute && withoutDefaultPort(parts.authority, target) != parts.authority) {
    // A default port goes from the target, and then the Host header is what the target says, before any rule looks.
    const std::string_view kept = withoutDefaultPort(parts.authority, target);
    const auto port = static_cast<std::size_t>(kept.data() + kept.size() - target.data());
    decision.forwarded.erase(port, parts.authority.size() - kept.size());
    seenHost = kept;
  }
  const std::string seen = decision.forwarded;
  const TargetParts seenParts = splitTarget(seen);
  for (std::size_t i = 0; i < conditions_.size(); ++i) {
    if (!conditions_[i]->matches(seenParts, seen, seenHost, headers)) continue;
    decision.rule = i;
    decision.destination = rules_[i].destination;
    decision.why = "first rule that matches: " + printable(rules_[i].condition);
    return decision;
  }
  decision.destination = default_;
  decision.why = "no rule matches: default";
  if (default_.empty()) {
    decision.status = 503;
    decision.forwarded.clear();
  }
  return decision;
}

}  // namespace headroom::routing
