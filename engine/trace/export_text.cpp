#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "engine/base/text.h"
#include "engine/trace/export.h"

namespace headroom::trace {
namespace {

struct Replacement {
  const char* key;   ///< In JSON.
  const char* what;  ///< In a sentence.
  const char* by;
  std::uint64_t Anonymiser::Replaced::*count;
};

constexpr Replacement kReplacements[] = {
    {"clients", "client addresses", "pseudonyms", &Anonymiser::Replaced::clients},
    {"forwarded_for", "X-Forwarded-For", "pseudonyms", &Anonymiser::Replaced::forwarded},
    {"users", "users", "pseudonyms", &Anonymiser::Replaced::users},
    {"cookies", "values of cookies", "pseudonyms, their names stay", &Anonymiser::Replaced::cookies},
    {"captures", "captured headers", "pseudonyms", &Anonymiser::Replaced::captures},
    {"queries", "query strings", "pseudonyms", &Anonymiser::Replaced::queries},
    {"path_sessions", "values in paths (;name=…, sessions)", "pseudonyms", &Anonymiser::Replaced::pathSessions},
    {"agents", "user agents", "\"browser\" or \"robot\" and a pseudonym of agent and client",
     &Anonymiser::Replaced::agents},
};

constexpr char kKept[] = "times, methods, paths, status, sizes, names of servers and front ends";

}  // namespace

std::string toText(const ExportFacts& facts) {
  std::uint64_t lines = 0, malformed = 0;
  for (const Counts& log : facts.logs) {
    lines += log.lines;
    malformed += log.malformed;
  }
  std::string text =
      fmt::format("Wrote {} requests to {} ({} bytes), from {} lines of {} log{}", facts.requests,
                  printable(facts.file), facts.bytes, lines, facts.logs.size(), facts.logs.size() == 1 ? "" : "s");
  text += malformed > 0 ? fmt::format(", {} of them malformed.\n", malformed) : ".\n";
  if (facts.wholeSeconds > 0)
    text += fmt::format(
        "{} stamps are whole seconds and are written as they are; a replay spreads the requests of a second over it.\n",
        facts.wholeSeconds == facts.requests ? "All" : std::to_string(facts.wholeSeconds));
  if (!facts.replaced)
    return text + "Identities are kept: clients, users, cookies and query strings are in the file as logged.\n";
  text += "\nTaken out:\n";
  bool any = false;
  for (const Replacement& one : kReplacements) {
    const std::uint64_t count = (*facts.replaced).*one.count;
    if (count == 0) continue;
    text += fmt::format("  {:<36}{:>12}  by {}\n", one.what, count, one.by);
    any = true;
  }
  if (!any) text += "  nothing: the logs hold none of it\n";
  return text + fmt::format("Kept: {}.\nLook whether paths name people before you give the file away.\n", kKept);
}

std::string toJson(const ExportFacts& facts) {
  nlohmann::ordered_json json;
  json["schema"] = "headroom.export";
  json["version"] = 1;
  json["file"] = printable(facts.file);
  json["requests"] = facts.requests;
  json["bytes"] = facts.bytes;
  json["whole_second_stamps"] = facts.wholeSeconds;
  json["identities"] = facts.replaced ? "pseudonyms" : "kept";
  if (facts.replaced) {
    for (const Replacement& one : kReplacements) json["replaced"][one.key] = (*facts.replaced).*one.count;
  }
  for (const Counts& log : facts.logs) {
    json["logs"].push_back({{"file", printable(log.file)},
                            {"format", log.format},
                            {"lines", log.lines},
                            {"valid", log.valid},
                            {"malformed", log.malformed}});
  }
  return json.dump(2);
}

}  // namespace headroom::trace
