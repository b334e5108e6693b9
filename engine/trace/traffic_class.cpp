#include "engine/trace/traffic_class.h"

#include <algorithm>
#include <cstring>

#include "engine/base/text.h"
#include "engine/trace/byte_scan.h"
#include "engine/trace/quick_hash.h"
#include "engine/trace/trace.h"

namespace headroom::trace {
namespace {

constexpr std::string_view kStaticExtensions[] = {"js",    "css",  "png", "jpg", "jpeg", "gif",  "svg",  "ico", "woff",
                                                  "woff2", "ttf",  "eot", "otf", "map",  "webp", "avif", "bmp", "mp4",
                                                  "mp3",   "webm", "txt", "xml", "pdf",  "zip",  "gz",   "wasm"};
constexpr std::string_view kLongExtension = "webmanifest";
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

/// Up to eight letters as a number, in lower case.
constexpr std::uint64_t packed(std::string_view word) {
  std::uint64_t value = 0;
  for (const char c : word) value = value << 8u | (static_cast<unsigned char>(c) | 0x20u);
  return value;
}

constexpr auto kPackedExtensions = [] {
  std::array<std::uint64_t, std::size(kStaticExtensions)> all{};
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = packed(kStaticExtensions[i]);
  return all;
}();

bool isStaticExtension(std::string_view word) {
  if (word.size() > 8) return equalIgnoringCase(word, kLongExtension);
  const std::uint64_t value = packed(word);
  bool found = false;
  for (const std::uint64_t one : kPackedExtensions) found |= one == value;
  // of the bytes that packed() takes for one only letters and digits count
  return found && std::all_of(word.begin(), word.end(), [](char c) {
           return (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
         });
}

/// Whether the last segment ends with an extension of files that never change.
bool isStatic(std::string_view path) {
  constexpr std::size_t kLongest = 12;  // with the point
  const std::size_t last = path.size() - std::min(path.size(), kLongest);
  for (std::size_t at = path.size(); at > last; --at) {
    if (path[at - 1] == '/') return false;
    if (path[at - 1] == '.') return isStaticExtension(path.substr(at));
  }
  return false;
}

bool isServiceFolder(std::string_view segment) {
  const char first = static_cast<char>(segment.front() | 0x20);
  return (first == 'r' && equalIgnoringCase(segment, "rest")) || (first == 's' && equalIgnoringCase(segment, "soap"));
}

bool isService(std::string_view last) {
  if (last.size() <= 4 || (last[last.size() - 4] != '.' && last[last.size() - 5] != '.')) return false;
  return equalIgnoringCase(last.substr(last.size() - 4), ".svc") ||
         (last.size() > 5 && equalIgnoringCase(last.substr(last.size() - 5), ".asmx"));
}

}  // namespace

std::string_view toString(TrafficClass kind) {
  constexpr std::array<std::string_view, kTrafficClasses> kNames = {"static", "integration", "platform", "screen",
                                                                    "none"};
  return kNames[static_cast<std::size_t>(kind)];
}

TrafficClass classOf(std::string_view target) {
  return classOfPath(pathOf(target));
}

TrafficClass classOfPath(std::string_view path) {
  if (path.empty()) return TrafficClass::None;
  std::string_view rest = path.substr(1), segment;
  for (int depth = 0; !rest.empty() && depth < 3; ++depth) {
    const std::size_t slash = findByte(rest, '/');
    segment = rest.substr(0, slash);
    if (segment.size() >= 8 && depth < 2 && isOneOf(segment, kPlatformSegments, std::size(kPlatformSegments)))
      return TrafficClass::Platform;
    if (segment.size() == 4 && isServiceFolder(segment)) return TrafficClass::Integration;
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
  const std::uint64_t hash = quickHash(agent) | 1u;
  Known& known = known_[(hash >> 20u) % kSlots];
  if (known.hash != hash) known = {hash, isRobot(agent)};
  robots_ += known.robot ? 1 : 0;
  return known.robot;
}

}  // namespace headroom::trace
