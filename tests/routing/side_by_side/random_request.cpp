#include "tests/routing/side_by_side/random_request.h"

#include <string>
#include <vector>

namespace headroom::side_by_side {
namespace {

using nlohmann::json;

std::string path(Dice& dice) {
  static const std::vector<std::string> words = {
      "a",      "AppX", "img", "index.html", "caf%C3%A9", "x.y", "%20x",
      "search", "v2",   "",    "user",       ".",         "..",  "long-segment-name"};
  std::string text;
  const int depth = dice.between(0, 4);
  for (int i = 0; i < depth; ++i) {
    text += "/" + dice.pick(words);
    if (dice.chance(40)) text += std::to_string(dice.below(60));
  }
  if (text.empty() || dice.chance(15)) text += "/";
  return text;
}

std::string query(Dice& dice) {
  static const std::vector<std::string> names = {"id", "session", "q", "ID", "idx", "xid"};
  std::string text = "?";
  const int count = dice.between(0, 3);
  for (int i = 0; i < count; ++i) {
    if (i > 0) text += dice.chance(90) ? "&" : ";";
    text += dice.pick(names);
    if (!dice.chance(10)) text += "=";
    if (!dice.chance(10)) text += std::to_string(dice.below(200));
  }
  return text;
}

std::string target(Dice& dice, bool nginx) {
  std::string text = path(dice);
  // above the root, nginx refuses before it balances; that is a matter of the route cases
  if (nginx && text.find("..") != std::string::npos) text = "/" + std::to_string(dice.below(500));
  if (dice.chance(50)) text += query(dice);
  if (dice.chance(5)) text = (dice.chance(70) ? "http://h" : "http://h:80") + text;
  return text;
}

std::string source(Dice& dice) {
  if (dice.chance(8)) return "fd00::" + std::to_string(dice.below(9)) + ":" + std::to_string(dice.between(1, 99));
  if (dice.chance(40)) return "10.0.0." + std::to_string(dice.between(1, 20));
  return std::to_string(dice.between(1, 223)) + "." + std::to_string(dice.below(256)) + "." +
         std::to_string(dice.below(256)) + "." + std::to_string(dice.between(1, 254));
}

std::string keyValue(Dice& dice) {
  static const std::vector<std::string> odd = {"", "a,b", "  x  ", ",", "k 1", "\"q\"", "a;b"};
  return dice.chance(12) ? dice.pick(odd) : "key" + std::to_string(dice.below(150));
}

std::string host(Dice& dice) {
  static const std::vector<std::string> hosts = {
      "example.com", "www.example.com", "www.example.com:8080", "h",     "a.b.c.d.net", "EXAMPLE.com", "localhost.",
      ".x.com",      "10.1.2.3",        "static1.shop.example", "a..com"};
  return dice.chance(60) ? "n" + std::to_string(dice.below(80)) + ".example" + std::to_string(dice.below(9)) + ".org"
                         : dice.pick(hosts);
}

std::string cookie(const json& header, Dice& dice) {
  static const std::vector<std::string> odd = {"SRV=", "srv=c-s1", "SRV=nobody", "x=1", "SRV"};
  if (dice.chance(20)) return dice.pick(odd);
  const json& servers = header.at("servers");
  const auto at = static_cast<std::size_t>(dice.below(static_cast<int>(servers.size())));
  const std::string right = "SRV=" + servers[at].value("cookie", "c-s1");
  return dice.chance(30) ? "a=b; " + right : dice.chance(20) ? right + "; z=9" : right;
}

}  // namespace

json randomAttributes(const json& header, Dice& dice) {
  const json& options = header.at("options");
  const std::string algorithm = header.at("algorithm");
  const std::string key = options.value("key", "");
  const bool nginx = header.at("program") == "nginx";
  json attributes = json::object();
  if (algorithm == "uri" || algorithm == "url_param" || key == "uri" || key.starts_with("arg:")) {
    attributes["path"] = target(dice, nginx);
  }
  const bool stick = options.contains("stick");
  if (algorithm == "source" || algorithm == "ip_hash" || key == "src") attributes["src"] = source(dice);
  if (stick && dice.chance(90)) attributes["src"] = "10.0.0." + std::to_string(dice.between(1, 12));
  if ((algorithm == "hdr" && options.at("header") == "X-Key") || key == "header:X-Key") {
    if (dice.chance(90)) attributes["headers"] = json::array({json::array({"X-Key", keyValue(dice)})});
    if (dice.chance(5)) attributes["headers"].push_back(json::array({"X-Key", keyValue(dice)}));
  }
  if (algorithm == "hdr" && options.at("header") == "Host") attributes["host"] = host(dice);
  if (options.contains("cookie") && dice.chance(55)) attributes["cookie"] = cookie(header, dice);
  return attributes;
}

}  // namespace headroom::side_by_side
