// Random route tables of both programs, and targets and hosts that try their edges.
#include <set>

#include "tests/routing/side_by_side/random_case.h"

namespace headroom::side_by_side {
namespace {

using nlohmann::json;
using Texts = std::vector<std::string>;

const Texts& prefixes() {
  static const Texts all = {"/AppX",    "/AppX/", "/App",      "/api",     "/api/",       "/api/v1",
                            "/api/v1/", "/img",   "/img/big/", "/static/", "/static/css", "/deep/a/b/",
                            "/x.y",     "/exact", "/",         "/re",      "/shop/",      "/appx"};
  return all;
}

const Texts& hosts() {
  static const Texts all = {"h",
                            "www.example.com",
                            "WWW.example.COM",
                            "www.example.com:8080",
                            "www.example.com.",
                            "example.com",
                            "a.b.example.com",
                            "mail.example.org",
                            "mail.x",
                            "mail.",
                            "www12.example.net",
                            "www.example.net",
                            "api.shop.example",
                            "xapi.shop.example",
                            "shop.example",
                            "10.0.0.1",
                            "10.0.0.1:81",
                            "[::1]",
                            "[::1]:80",
                            "www.example.com:80",
                            "www.example.com:443",
                            "foo.bar",
                            "localhost"};
  return all;
}

std::string escaped(const std::string& text, Dice& dice) {
  static const char* digits = "0123456789abcdef";
  std::string result;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (dice.chance(12)) {
      result += std::string("%") + digits[byte >> 4] + digits[byte & 15];
    } else {
      result += c;
    }
  }
  return result;
}

std::string target(Dice& dice) {
  static const Texts tails = {"",       "/",        "x",      "/x",     "tra",      "/..",        "/../y",  "/./z",
                              "//",     "/a/b/c",   ".jpg",   "/p.PNG", "/1.php",   "%2Ffoo",     "%2ffoo", "%20b",
                              "%zz",    "%",        "%00",    "%3Fq",   "/%2e%2e/", "/caf%C3%A9", "12",     "/needle/x",
                              ";s=1",   "/img/pic", "/..;/x", "/...",   "/.",       "/x/../..",   "%25",    "+b",
                              "/~user", ":8",       "/'q'",   "%E9"};
  static const Texts queries = {"", "", "", "?", "?a=1", "?x=/AppX", "?needle", "?a?b", "#f", "?a#f"};
  static const Texts starts = {"/x/..", "/.", "/", "/%2e", "/../x"};
  std::string path = dice.pick(prefixes());
  if (dice.chance(8)) path = dice.pick(starts) + path;
  path += dice.pick(tails);
  if (dice.chance(10)) path += dice.pick(tails);
  if (dice.chance(12)) path = escaped(path, dice);
  if (path[0] != '/' && path[0] != '%') path = "/" + path;
  if (path[0] == '%') path = "/" + path.substr(3);
  if (dice.chance(10)) {
    for (char& c : path) c = dice.chance(50) && c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  }
  path += dice.pick(queries);
  if (dice.chance(6)) path = (dice.chance(85) ? "http://" : "https://") + dice.pick(hosts()) + path;
  return path;
}

std::string pathCondition(Dice& dice) {
  static const Texts fetches = {"path",         "path",       "path", "url",  "path,lower",
                                "path,url_dec", "path,upper", "base", "query"};
  static const Texts methods = {"str", "beg", "end", "sub", "dir", "dom"};
  static const Texts words = {"img", "AppX", "needle", ".jpg", "x", "v1", "..", "a=1", "api/v1", "/static/"};
  static const Texts expressions = {"^/re[0-9]+$", "\\.(jpg|png)$", "^/a", "[0-9]{2}", "x$", "^/AppX(/|$)"};
  const std::string insensitive = dice.chance(25) ? " -i" : "";
  if (dice.chance(12)) return "path_len " + std::to_string(dice.between(1, 12));
  if (dice.chance(15)) return "path_reg" + insensitive + " " + dice.pick(expressions);
  const std::string method = dice.pick(methods);
  const std::string fetch = dice.pick(fetches);
  std::string patterns = dice.chance(60) ? dice.pick(prefixes()) : dice.pick(words);
  if (dice.chance(25)) patterns += " " + dice.pick(prefixes());
  if (dice.chance(40)) return (method == "str" ? "path" : "path_" + method) + insensitive + " " + patterns;
  // what a word of delimiters alone finds in "base" depends on what memory held before
  if (fetch == "base" && (method == "dir" || method == "dom")) return fetch + insensitive + " -m sub " + patterns;
  return fetch + insensitive + " -m " + method + " " + patterns;
}

std::string hostCondition(Dice& dice) {
  static const Texts methods = {"str", "beg", "end", "sub", "dom"};
  static const Texts words = {"www.example.com", "example.com", "www.", ".com", "mail", "api",
                              "shop.example",    "example",     "10."};
  static const Texts fetches = {"hdr(host)", "hdr(host),host_only", "hdr(host),lower", "req.hdr(Host)"};
  const std::string insensitive = dice.chance(40) ? " -i" : "";
  if (dice.chance(15)) return "hdr_reg(host)" + insensitive + " ^www[0-9]*[.]";
  const std::string method = dice.pick(methods);
  if (dice.chance(50))
    return (method == "str" ? "hdr(host)" : "hdr_" + method + "(host)") + insensitive + " " + dice.pick(words);
  return dice.pick(fetches) + insensitive + " -m " + method + " " + dice.pick(words);
}

json randomLocations(Dice& dice) {
  static const Texts expressions = {"\\.jpg$",   "\\.PNG$", "^/re[0-9]+$", "^/img",
                                    "^/appx/?$", "\\.php$", "/\\.\\.",     "x$"};
  static const Texts uris = {"/", "/v2", "/root/", "/a%20b/", "/fixed"};
  json locations = json::array();
  std::set<std::string> used;
  const int count = dice.between(1, 10);
  for (int i = 0; i < count; ++i) {
    static const Texts marks = {"", "", "", "= ", "^~ ", "~ ", "~* "};
    const std::string mark = dice.pick(marks);
    const bool expression = mark[0] == '~';
    const std::string text = expression ? dice.pick(expressions) : dice.pick(prefixes());
    // a plain and a "^~" location of one text exclude each other
    if (!used.insert((mark == "^~ " ? "" : mark) + text).second) continue;
    const bool rewrites = !expression && dice.chance(30);
    locations.push_back(
        {{"match", mark + text}, {"to", "L" + std::to_string(i)}, {"uri", rewrites ? dice.pick(uris) : ""}});
  }
  return locations;
}

json randomNames(Dice& dice) {
  static const Texts names = {
      "www.example.com",   "example.com", "*.example.com", "mail.*",   ".example.org",    "*.shop.example",
      "shop.example",      "www.*",       "~^www\\d+\\.",  "~example", "*.b.example.com", "api.shop.*",
      "~^(?<x>.+)\\.net$", "h",           "foo.bar",       "10.0.0.1", ".shop.example",   "www.example.*",
      "*.example.net"};
  json servers = json::array();
  std::set<std::string> used;
  const int count = dice.between(1, 8);
  const int fallback = dice.chance(60) ? dice.below(count) : -1;
  for (int i = 0; i < count; ++i) {
    std::string name = dice.pick(names);
    // ".x" says the same as "x" and "*.x"
    std::string bare = name.starts_with("*.") ? name.substr(2) : name.starts_with(".") ? name.substr(1) : name;
    if (!used.insert(bare).second) continue;
    servers.push_back({{"name", name}, {"to", "L" + std::to_string(i)}, {"default", i == fallback}});
  }
  return servers;
}

}  // namespace

json randomHaproxyRoutes(Dice& dice) {
  json rules = json::array();
  const int count = dice.between(1, 8);
  for (int i = 0; i < count; ++i) {
    rules.push_back(
        {{"match", dice.chance(70) ? pathCondition(dice) : hostCondition(dice)}, {"to", "b" + std::to_string(i + 1)}});
  }
  json options = {{"rules", rules}};
  if (dice.chance(85)) options["default"] = "b0";
  return {{"options", options}};
}

json randomNginxRoutes(Dice& dice) {
  if (dice.chance(30)) return {{"options", {{"servers", randomNames(dice)}}}};
  return {{"options", {{"locations", randomLocations(dice)}}}};
}

Script randomRouteScript(const json& header, Dice dice) {
  const json& options = header.at("options");
  const bool byName = options.contains("servers");
  return [dice, byName, left = dice.between(40, 120)](const Situation&) mutable -> std::optional<json> {
    if (left-- <= 0) return std::nullopt;
    const std::string host = dice.chance(byName ? 95 : 30) ? dice.pick(hosts()) : "h";
    return json{{"op", "route"}, {"target", byName && dice.chance(80) ? "/" : target(dice)}, {"host", host}};
  };
}

}  // namespace headroom::side_by_side
