#include "engine/trace/formats/request_line.h"

#include <algorithm>

#include "engine/trace/byte_scan.h"
#include "engine/trace/formats/ncsa_tail.h"

namespace headroom::trace {
namespace {

constexpr auto kNone = std::string_view::npos;

bool isMethod(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-';
  });
}

}  // namespace

std::string_view takeField(std::string_view& text) {
  if (!text.starts_with('"')) return takeToken(text);
  const std::size_t close = closingQuote(text, 0);
  const std::string_view field = text.substr(1, close == kNone ? kNone : close - 1);
  text.remove_prefix(close == kNone ? text.size() : std::min(close + 2, text.size()));
  return field;
}

namespace {

/// `METHOD target HTTP/x.y` with single spaces, as nearly all requests are.
bool readUsualRequest(std::string_view request, Record& record) {
  constexpr std::string_view kProtocol = " HTTP/";
  constexpr std::size_t kLength = 9;  // with the version
  if (request.size() < kLength + 4) return false;
  const std::size_t end = request.size() - kLength;
  const std::size_t space = findByte(request.substr(0, end), ' ');
  if (request.substr(end, kProtocol.size()) != kProtocol || space + 1 >= end) return false;
  for (std::size_t i = end + kProtocol.size(); i < request.size(); ++i) {
    if (request[i] == ' ') return false;
  }
  const std::string_view target = request.substr(space + 1, end - space - 1);
  if (findByte(target, ' ') < target.size() || !isMethod(request.substr(0, space)) || request.front() == '-')
    return false;
  record.method = request.substr(0, space);
  record.target = target;
  record.badRequestLine = false;
  return true;
}

}  // namespace

void readRequest(std::string_view request, Record& record) {
  if (readUsualRequest(request, record)) return;
  record.badRequestLine = true;
  const std::string_view method = takeToken(request);
  const std::string_view target = takeToken(request);
  if (target.empty() || !isMethod(method) || method.front() == '-') return;
  if (!request.empty() && (!request.starts_with("HTTP/") || request.find(' ') != kNone)) return;
  record.badRequestLine = false;
  record.method = method;
  record.target = target;
}

bool looksLikeAddresses(std::string_view text) {
  if (text.empty() || text.find_first_not_of("0123456789abcdefABCDEF.:, ") != kNone) return false;
  while (!text.empty()) {
    const std::string_view one = text.substr(0, text.find(','));
    const auto points = std::count(one.begin(), one.end(), '.'), colons = std::count(one.begin(), one.end(), ':');
    if (points != 3 && colons < 2) return false;  // "0.010, 0.020" are seconds
    text.remove_prefix(std::min(one.size() + 1, text.size()));
  }
  return true;
}

}  // namespace headroom::trace
