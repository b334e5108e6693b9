#include "engine/trace/traffic_class.h"

#include <algorithm>
#include <cstring>

#include "engine/base/text.h"
#include "engine/trace/trace.h"

namespace headroom::trace {
namespace {

constexpr std::string_view kStaticExtensions[] = {
    "js",   "css",  "png", "jpg", "jpeg", "gif",  "svg", "ico", "woff", "woff2", "ttf", "eot",  "otf",        "map",
    "webp", "avif", "bmp", "mp4", "mp3",  "webm", "txt", "xml", "pdf",  "zip",   "gz",  "wasm", "webmanifest"};
constexpr std::string_view kPlatformSegments[] = {"servicecenter",     "lifetime",       "serviceoptimization",
                                                  "_ping.html",        "moduleservices", "performancemonitor",
                                                  "outsystemsplatform"};
constexpr std::string_view kRobotWords[] = {
    "bot",         "crawl",       "spider", "slurp",    "curl/",   "wget",      "python", "go-http-client",
    "java/",       "libwww",      "scan",   "zgrab",    "nmap",    "monitor",   "uptime", "pingdom",
    "headless",    "externalhit", "feed",   "archiver", "preview", "validat",   "okhttp", "httpclient",
    "http_client", "check",       "probe",  "ruby",     "perl",    "lighthouse"};

bool isOneOf(std::string_view word, const std::string_view* list, std::size_t count) {
  return std::any_of(list, list + count, [&](std::string_view one) {
    return one.size() == word.size() && (one[0] | 0x20) == (word[0] | 0x20) && equalIgnoringCase(one, word);
  });
}

/// Eight bytes at a time: agents are long, and this hash never leaves the table.
std::uint64_t agentHash(std::string_view text) {
  std::uint64_t hash = text.size() * 0x9E3779B97F4A7C15;
  while (text.size() >= 8) {
    std::uint64_t word;
    std::memcpy(&word, text.data(), 8);
    hash = (hash ^ word) * 0xFF51AFD7ED558CCD;
    hash ^= hash >> 32;
    text.remove_prefix(8);
  }
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3;
  return (hash ^ hash >> 29) | 1u;
}

bool isStatic(std::string_view path) {
  const std::size_t point = path.find_last_of("./");
  return point != std::string_view::npos && path[point] == '.' && path.size() - point <= 12 &&
         isOneOf(path.substr(point + 1), kStaticExtensions, std::size(kStaticExtensions));
}

bool isService(std::string_view last) {
  return last.size() > 4 && (equalIgnoringCase(last.substr(last.size() - 4), ".svc") ||
                             (last.size() > 5 && equalIgnoringCase(last.substr(last.size() - 5), ".asmx")));
}

}  // namespace

std::string_view toString(TrafficClass kind) {
  constexpr std::array<std::string_view, kTrafficClasses> kNames = {"static", "integration", "platform", "screen",
                                                                    "none"};
  return kNames[static_cast<std::size_t>(kind)];
}

TrafficClass classOf(std::string_view target) {
  const std::string_view path = pathOf(target);
  if (path.empty()) return TrafficClass::None;
  std::string_view rest = path.substr(1), segment;
  for (int depth = 0; !rest.empty() && depth < 3; ++depth) {
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    segment = rest.substr(0, slash);
    if (segment.size() >= 8 && depth < 2 && isOneOf(segment, kPlatformSegments, std::size(kPlatformSegments)))
      return TrafficClass::Platform;
    if (segment.size() == 4 && (equalIgnoringCase(segment, "rest") || equalIgnoringCase(segment, "soap")))
      return TrafficClass::Integration;
    if (isService(segment)) return TrafficClass::Integration;
    rest.remove_prefix(std::min(slash + 1, rest.size()));
  }
  return isStatic(path) ? TrafficClass::Static : TrafficClass::Screen;
}

bool isRobot(std::string_view agent) {
  const std::string folded = toLower(agent.substr(0, 512));
  return std::any_of(std::begin(kRobotWords), std::end(kRobotWords),
                     [&](std::string_view word) { return folded.find(word) != std::string::npos; });
}

bool RobotCounter::add(std::string_view agent) {
  if (agent.empty() || agent == "-") return false;
  ++withAgent_;
  const std::uint64_t hash = agentHash(agent);
  Known& known = known_[(hash >> 20u) % kSlots];
  if (known.hash != hash) known = {hash, isRobot(agent)};
  robots_ += known.robot ? 1 : 0;
  return known.robot;
}

}  // namespace headroom::trace
