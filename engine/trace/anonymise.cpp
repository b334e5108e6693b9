#include "engine/trace/anonymise.h"

#include <algorithm>

#include "engine/base/text.h"
#include "engine/trace/traffic_class.h"

namespace headroom::trace {
namespace {

constexpr auto kNone = std::string_view::npos;

bool isNothing(std::string_view text) {
  return text.empty() || text == "-";
}

/// Takes the text up to `separator` off the front, and the separator.
std::string_view takeUntil(std::string_view& text, char separator) {
  const std::size_t at = std::min(text.find(separator), text.size());
  const std::string_view part = text.substr(0, at);
  text.remove_prefix(std::min(at + 1, text.size()));
  return part;
}

/// Where the path of a target begins: behind scheme and host, if any.
std::size_t pathStart(std::string_view target) {
  const std::size_t scheme = target.find("://");
  if (target.starts_with('/') || scheme == kNone || target.find_first_of("/?#") < scheme) return 0;
  return std::min(target.find_first_of("/?#", scheme + 3), target.size());
}

}  // namespace

/// No vowels and no hexadecimal digits: a pseudonym must not look like an address, a number or a robot's name.
std::string Anonymiser::pseudonym(char kind, std::string_view text) const {
  static constexpr std::string_view kDigits = "bcdfghjkmnpqrstv";
  std::string keyed(1, kind);
  keyed += text;
  std::uint64_t hash = keyedHash(key_, keyed);
  std::string name(1, kind);
  for (int i = 0; i < 16; ++i, hash >>= 4) name += kDigits[hash & 15U];
  return name;
}

std::string Anonymiser::addresses(std::string_view list) const {
  std::string names;
  while (!list.empty()) {
    const std::string_view one = trim(takeUntil(list, ','));
    names += names.empty() ? "" : ", ";
    names += isNothing(one) ? std::string(one) : pseudonym('c', one);
  }
  return names;
}

/// "name=value; name=value": the names stay.
std::string Anonymiser::cookies(std::string_view text) {
  std::string all;
  while (!text.empty()) {
    const bool last = text.find(';') == kNone;
    const std::string_view one = takeUntil(text, ';');
    const std::size_t equals = one.find('=');
    const std::string_view value = equals == kNone ? one : one.substr(equals + 1);
    if (equals != kNone) all += one.substr(0, equals + 1);
    if (!trim(value).empty()) all += pseudonym('k', value);
    if (!last) all += ';';
  }
  return all;
}

/// ";jsessionid=…" of Java and "(S(…))" of ASP.NET are sessions.
std::string Anonymiser::path(std::string_view text) {
  std::string all;
  while (!text.empty()) {
    const std::size_t next = std::min(text.find('/', 1), text.size());
    std::string_view segment = text.substr(0, next);
    text.remove_prefix(next);
    if (segment.starts_with("/(") && segment.ends_with("))")) {
      all += "/(S(" + pseudonym('k', segment) + "))";
      ++replaced_.pathSessions;
      continue;
    }
    all += takeUntil(segment, ';');
    while (!segment.empty()) {
      const std::string_view parameter = takeUntil(segment, ';');
      const std::size_t equals = parameter.find('=');
      all += ';';
      all += parameter.substr(0, equals == kNone ? kNone : equals + 1);
      if (equals == kNone || equals + 1 == parameter.size()) continue;
      all += pseudonym('k', parameter.substr(equals + 1));
      ++replaced_.pathSessions;
    }
  }
  return all;
}

std::string Anonymiser::target(std::string_view text) {
  const std::size_t start = pathStart(text);
  std::string_view before = text.substr(0, start), rest = text.substr(start);
  std::string all(before);
  if (const std::size_t at = before.rfind('@'); at != kNone) {  // https://user:password@host/
    all = std::string(before.substr(0, before.find("://") + 3)) + std::string(before.substr(at + 1));
    ++replaced_.users;
  }
  const std::size_t query = std::min(rest.find_first_of("?#"), rest.size());
  all += path(rest.substr(0, query));
  if (query < rest.size()) all += rest[query];
  if (query + 1 < rest.size()) {
    all += pseudonym('q', rest.substr(query + 1));
    ++replaced_.queries;
  }
  return all;
}

/// What kind of agent it is, and a pseudonym of client and agent together: visitors stay apart, but nobody sees which
/// clients use the same rare browser.
std::string Anonymiser::agent(const Record& record) {
  const std::string_view from = record.forwardedFor.empty() ? record.client : record.forwardedFor;
  std::string who(from.substr(0, std::min(from.find(','), from.size())));
  who += '\n';
  who += record.agent;
  return std::string(isRobot(record.agent) ? "robot " : "browser ") + pseudonym('v', who);
}

Record Anonymiser::apply(const Record& record) {
  Record anonymous = record;
  const auto replace = [](std::string_view& field, std::string& place, std::uint64_t& count, const auto& by) {
    if (isNothing(field)) return;
    place = by(field);
    field = place;
    ++count;
  };
  const auto list = [&](std::string_view text) { return addresses(text); };
  if (!isNothing(record.agent)) {
    agent_ = agent(record);
    anonymous.agent = agent_;
    ++replaced_.agents;
  }
  replace(anonymous.client, client_, replaced_.clients, list);
  replace(anonymous.forwardedFor, forwarded_, replaced_.forwarded, list);
  replace(anonymous.user, user_, replaced_.users, [&](std::string_view text) { return pseudonym('u', text); });
  replace(anonymous.cookie, cookie_, replaced_.cookies, [&](std::string_view text) { return cookies(text); });
  replace(anonymous.capture, capture_, replaced_.captures, [&](std::string_view text) { return pseudonym('h', text); });
  target_ = target(record.target);
  anonymous.target = target_;
  return anonymous;
}

}  // namespace headroom::trace
