#include <algorithm>

#include "engine/trace/line_format.h"

namespace headroom::trace {
namespace {

constexpr char kReadable[] =
    "formats read are IIS W3C extended, NCSA common and combined (Apache, nginx, also with %D or $request_time behind)";

bool contains(std::string_view line, std::string_view part) {
  return line.find(part) != std::string_view::npos;
}

bool isHaproxy(std::string_view line) {
  return contains(line, "haproxy[") || contains(line, "<NOSRV>") || contains(line, "<BADREQ>") ||
         (contains(line, "] ") && contains(line, " ---- ") && contains(line, "/"));
}

bool isJson(std::string_view line) {
  return line.starts_with('{') || line.starts_with('[');
}

bool isLoadBalancer(std::string_view line) {
  const auto starts = {"http 2", "https 2", "h2 2", "ws 2", "wss 2", "grpcs 2"};
  return contains(line, "app/") &&
         std::any_of(starts.begin(), starts.end(), [&](const char* start) { return line.starts_with(start); });
}

bool isHeaderlessIis(std::string_view line) {
  const auto shape = [&](std::size_t at, char c) { return line.size() > at && line[at] == c; };
  return line.size() > 20 && shape(4, '-') && shape(7, '-') && shape(10, ' ') && shape(13, ':') && shape(16, ':') &&
         shape(19, ' ');
}

bool isBracketedDate(std::string_view line) {
  return contains(line, " - - [") && contains(line, "] \"");
}

bool isBinary(std::string_view line) {
  const auto odd = std::count_if(line.begin(), line.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 && byte != '\t' && byte != '\r';
  });
  return static_cast<std::size_t>(odd) * 20 > line.size();
}

bool hasLoneReturns(std::string_view line) {
  return std::count(line.begin(), line.end(), '\r') > 1;
}

bool isUtf16(std::string_view line) {
  return line.starts_with("\xFF\xFE") || line.starts_with("\xFE\xFF");
}

struct Known {
  bool (*matches)(std::string_view line);
  const char* what;
  const char* remedy;
};

constexpr Known kKnown[] = {
    {hasLoneReturns, "ends its lines with CR alone, as old Macintosh files do",
     "convert it: tr '\\r' '\\n' < old > new"},
    {isHaproxy, "looks like an HAProxy log, which this version does not read", kReadable},
    {isJson, "looks like a JSON log, which this version does not read", kReadable},
    {isLoadBalancer, "looks like an AWS load balancer log, which this version does not read", kReadable},
    {isHeaderlessIis, "looks like an IIS log without a #Fields line",
     "put the #Fields line of the site's other logs in front of it, so that its columns have names"},
    {isBracketedDate, "looks like an NCSA log with a time that is not written as [23/Nov/2026:00:43:45 +0000]",
     "log the usual %t (Apache) or $time_local (nginx)"},
    {isBinary, "holds binary data, not text", kReadable},
};

}  // namespace

Lookalike describeUnreadable(const std::vector<std::string>& firstLines) {
  if (firstLines.empty()) return {"has only lines that are too long for a log", kReadable};
  if (isUtf16(firstLines.front())) return {"is UTF-16 text", "convert it: iconv -f UTF-16 -t UTF-8 < old > new"};
  for (const Known& known : kKnown) {
    const auto hits = std::count_if(firstLines.begin(), firstLines.end(),
                                    [&](const std::string& line) { return known.matches(line); });
    if (static_cast<std::size_t>(hits) * 3 > firstLines.size()) return {known.what, known.remedy};
  }
  return {"has no line of a known access log format", kReadable};
}

}  // namespace headroom::trace
