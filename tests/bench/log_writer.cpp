#include "tests/bench/log_writer.h"

#include <zlib.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fstream>

namespace headroom::bench {
namespace {

constexpr std::array kAgents = {
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.6 "
    "Mobile/15E148 Safari/604.1",
    "Mozilla/5.0 (Linux; Android 14; SM-S911B) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0.0.0 Mobile "
    "Safari/537.36",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)"};
constexpr std::array kPages = {"Home.aspx",
                               "Orders",
                               "screenservices/App/MainFlow/List/DataActionGetOrders",
                               "rest/v1/orders",
                               "scripts/OutSystems.js",
                               "img/logo.png",
                               "moduleservices/moduleinfo",
                               "Detail.aspx"};

class Writer {
 public:
  Writer(LogKind kind, std::uint64_t seed) : kind_(kind), state_(seed * 0x9E3779B97F4A7C15 + 1) {}

  std::string head() const {
    if (kind_ != LogKind::Iis) return {};
    return "#Software: Microsoft Internet Information Services 10.0\r\n#Version: 1.0\r\n#Date: 2026-11-02 00:00:00\r\n"
           "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) "
           "cs(Referer) sc-status sc-substatus sc-win32-status sc-bytes cs-bytes time-taken\r\n";
  }

  void line(std::string& out) {
    if (below(100) == 0) second_ = (second_ + 1) % (28 * 86'400);
    pick();
    char text[1'024];
    const int length = kind_ == LogKind::Combined  ? combined(text, sizeof text)
                       : kind_ == LogKind::Iis     ? iis(text, sizeof text)
                       : kind_ == LogKind::Haproxy ? haproxy(text, sizeof text)
                                                   : nginxJson(text, sizeof text);
    out.append(text, static_cast<std::size_t>(length));
  }

 private:
  std::uint32_t below(std::uint32_t n) {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return static_cast<std::uint32_t>((state_ >> 11) % n);
  }

  void pick() {
    const std::uint32_t client = below(20'000);
    std::snprintf(client_, sizeof client_, "10.%u.%u.%u", client >> 14, client >> 7 & 127u, 1 + (client & 127u));
    std::snprintf(path_, sizeof path_, "/App%u/%s", below(60), kPages[below(kPages.size())]);
    agent_ = below(30) == 0 ? kAgents.back() : kAgents[below(kAgents.size() - 1)];
    status_ = below(50) == 0 ? 404 : below(200) == 0 ? 500 : below(10) == 0 ? 304 : 200;
    bytes_ = 200 + below(60'000);
    taken_ = 3 + below(40) * below(40);
    day_ = 2 + static_cast<int>(second_ / 86'400) % 28;
    hour_ = static_cast<int>(second_ / 3'600 % 24);
    minute_ = static_cast<int>(second_ / 60 % 60);
    at_ = static_cast<int>(second_ % 60);
    query_ = below(1'000'000);
  }

  int combined(char* text, std::size_t size) const {
    return std::snprintf(text, size,
                         "%s - - [%02d/Nov/2026:%02d:%02d:%02d +0000] \"GET %s?id=%u HTTP/1.1\" %d %u "
                         "\"https://www.mydomain.net/App1/Home.aspx\" \"%s\"\n",
                         client_, day_, hour_, minute_, at_, path_, query_, status_, bytes_, agent_);
  }

  int iis(char* text, std::size_t size) const {
    std::string agent = agent_;
    for (char& c : agent) c = c == ' ' ? '+' : c;
    return std::snprintf(text, size,
                         "2026-11-%02d %02d:%02d:%02d 10.0.0.11 GET %s id=%u 443 - %s %s "
                         "https://www.mydomain.net/App1/Home.aspx %d 0 0 %u 812 %u\r\n",
                         day_, hour_, minute_, at_, path_, query_, client_, agent.c_str(), status_, bytes_, taken_);
  }

  int haproxy(char* text, std::size_t size) const {
    return std::snprintf(text, size,
                         "<134>Nov %2d %02d:%02d:%02d lb01 haproxy[912]: %s:51234 [%02d/Nov/2026:%02d:%02d:%02d.%03u] "
                         "www~ Global/FE%u 0/%u/1/%u/%u %d %u - - ---- 12/12/4/2/0 0/0 \"GET %s?id=%u HTTP/1.1\"\n",
                         day_, hour_, minute_, at_, client_, day_, hour_, minute_, at_, query_ % 1'000, 1 + query_ % 3,
                         taken_ / 10, taken_, taken_ + taken_ / 10 + 1, status_, bytes_, path_, query_);
  }

  int nginxJson(char* text, std::size_t size) const {
    return std::snprintf(
        text, size,
        "{\"time_iso8601\":\"2026-11-%02dT%02d:%02d:%02d+00:00\",\"remote_addr\":\"%s\",\"request_method\":\"GET\","
        "\"request_uri\":\"%s?id=%u\",\"status\":%d,\"body_bytes_sent\":%u,\"request_time\":%u.%03u,"
        "\"upstream_response_time\":\"%u.%03u\",\"http_referer\":\"https://www.mydomain.net/\","
        "\"http_user_agent\":\"%s\"}\n",
        day_, hour_, minute_, at_, client_, path_, query_, status_, bytes_, taken_ / 1'000, taken_ % 1'000,
        taken_ / 1'000, taken_ % 1'000, agent_);
  }

  LogKind kind_;
  std::uint64_t state_;
  std::uint32_t second_ = 0, bytes_ = 0, taken_ = 0, query_ = 0;
  int status_ = 200, day_ = 1, hour_ = 0, minute_ = 0, at_ = 0;
  char client_[32] = {}, path_[128] = {};
  const char* agent_ = "";
};

void require(bool ok, const std::string& path) {
  if (ok) return;
  std::fprintf(stderr, "%s: cannot be written; free some space\n", path.c_str());
  std::exit(1);
}

}  // namespace

void writeLog(LogKind kind, const std::string& path, std::uint64_t bytes, std::uint64_t seed) {
  Writer writer(kind, seed);
  // "T": plain. zlib writes both, a line end at a time would be slow.
  gzFile file = gzopen(path.c_str(), path.ends_with(".gz") ? "wb6" : "wbT");
  require(file != nullptr, path);
  std::string text = writer.head();
  for (std::uint64_t written = 0; written < bytes;) {
    while (text.size() < 1'000'000 && written + text.size() < bytes) writer.line(text);
    require(gzwrite(file, text.data(), static_cast<unsigned>(text.size())) == static_cast<int>(text.size()), path);
    written += text.size();
    text.clear();
  }
  require(gzclose(file) == Z_OK, path);
}

}  // namespace headroom::bench
