#include <algorithm>

#include "engine/trace/line_format.h"

namespace headroom::trace {
namespace {

constexpr char kReadable[] =
    "the formats read are listed in docs/formats/logs.md; give the server's own format with --format-string, or the "
    "names of "
    "the keys of JSON lines with --json-map";

bool contains(std::string_view line, std::string_view part) {
  return line.find(part) != std::string_view::npos;
}

bool isHaproxy(std::string_view line) {
  return contains(line, "haproxy[") || contains(line, "<NOSRV>") || contains(line, "<BADREQ>");
}

bool isJson(std::string_view line) {
  return line.starts_with('{') || line.starts_with("[{");
}

bool isHeaderlessIis(std::string_view line) {
  const auto shape = [&](std::size_t at, char c) { return line.size() > at && line[at] == c; };
  return line.size() > 20 && shape(4, '-') && shape(7, '-') && shape(10, ' ') && shape(13, ':') && shape(16, ':') &&
         shape(19, ' ');
}

bool isBracketedDate(std::string_view line) {
  return contains(line, " - - [") && contains(line, "] \"");
}

bool isJmeterXml(std::string_view line) {
  return contains(line, "<testResults") || contains(line, "<httpSample ") || contains(line, "<sample ") ||
         contains(line, "</httpSample>") || contains(line, "<java.net.URL>");
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

struct Known {
  bool (*matches)(std::string_view line);
  const char* what;
  const char* remedy;
};

bool isGzip(std::string_view line) {
  return line.starts_with("\x1F\x8B\x08");
}

constexpr Known kKnown[] = {
    {hasLoneReturns, "ends its lines with CR alone, as old Macintosh files do",
     "convert it: tr '\\r' '\\n' < old > new"},
    {isHaproxy, "looks like an HAProxy log, but not like that of `option httplog`", "switch on: option httplog"},
    {isJson, "looks like JSON, but its keys are not known as those of an access log",
     "say which key means what: --json-map time=ts,status=code,client=request.ip"},
    {isHeaderlessIis, "looks like an IIS log without a #Fields line",
     "name its columns as the #Fields line of the site's other logs does: --fields \"date time s-ip cs-method …\""},
    {isJmeterXml, "looks like JMeter's results as XML", "save them as CSV: jmeter.save.saveservice.output_format=csv"},
    {isBracketedDate, "looks like an NCSA log with a time that is not written as [23/Nov/2026:00:43:45 +0000]",
     "give the server's format: --format-string '%h %l %u [%{%B %d, %YT%H:%M:%S %z}t] \"%r\" %>s %b'"},
    {isBinary, "holds binary data, not text", kReadable},
};

}  // namespace

Lookalike describeUnreadable(const std::vector<std::string>& firstLines) {
  if (firstLines.empty()) return {"has only lines that are too long for a log", kReadable};
  if (isGzip(firstLines.front())) return {"is packed twice", "unpack it once with gunzip"};
  for (const Known& known : kKnown) {
    const auto hits = std::count_if(firstLines.begin(), firstLines.end(),
                                    [&](const std::string& line) { return known.matches(line); });
    if (static_cast<std::size_t>(hits) * 3 > firstLines.size()) return {known.what, known.remedy};
  }
  return {"has no line of a known access log format", kReadable};
}

}  // namespace headroom::trace
