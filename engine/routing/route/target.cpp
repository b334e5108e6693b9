#include "engine/routing/route/target.h"

namespace headroom::routing {
namespace {

int hexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

TargetParts splitTarget(std::string_view target) {
  TargetParts parts;
  const std::size_t question = target.find('?');
  parts.hasQuery = question != std::string_view::npos;
  if (parts.hasQuery) parts.query = target.substr(question + 1);
  parts.path = target.substr(0, question);
  if (parts.path.starts_with('/')) return parts;
  const std::size_t scheme = parts.path.find("://");
  if (scheme == std::string_view::npos) return parts;
  parts.absolute = true;
  const std::string_view rest = parts.path.substr(scheme + 3);
  const std::size_t slash = rest.find('/');
  parts.authority = rest.substr(0, slash);
  parts.path = slash == std::string_view::npos ? std::string_view() : rest.substr(slash);
  return parts;
}

std::string_view withoutDefaultPort(std::string_view authority, std::string_view target) {
  const std::string_view port = target.starts_with("https://") ? ":443" : ":80";
  return authority.ends_with(port) ? authority.substr(0, authority.size() - port.size()) : authority;
}

bool percentDecode(std::string_view text, std::string& out) {
  out.clear();
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out.push_back(text[i]);
      continue;
    }
    const int high = i + 2 < text.size() ? hexDigit(text[i + 1]) : -1;
    const int low = i + 2 < text.size() ? hexDigit(text[i + 2]) : -1;
    if (high < 0 || low < 0) return false;
    out.push_back(static_cast<char>(16 * high + low));
    i += 2;
  }
  return true;
}

std::optional<std::string> normalisePath(std::string_view path) {
  std::string decoded;
  if (!percentDecode(path, decoded) || decoded.find('\0') != std::string::npos) return std::nullopt;
  std::string out = "/";
  for (std::size_t at = 0; at < decoded.size();) {
    while (at < decoded.size() && decoded[at] == '/') ++at;
    const std::size_t end = std::min(decoded.find('/', at), decoded.size());
    const std::string_view segment = std::string_view(decoded).substr(at, end - at);
    at = end;
    if (segment.empty() || segment == ".") continue;
    if (segment == "..") {
      if (out.size() == 1) return std::nullopt;
      out.pop_back();
      out.erase(out.rfind('/') + 1);
      continue;
    }
    out += segment;
    if (at < decoded.size()) out.push_back('/');
  }
  return out;
}

std::string escapePath(std::string_view path) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain =
        byte > 0x20 && byte < 0x7F && std::string_view("#%?\"<>\\^`{|}").find(c) == std::string_view::npos;
    if (plain) {
      out.push_back(c);
    } else {
      out.push_back('%');
      out.push_back(kHex[byte >> 4]);
      out.push_back(kHex[byte & 15]);
    }
  }
  return out;
}

}  // namespace headroom::routing
