// Random pools of both programs.
#include <algorithm>
#include <set>

#include "tests/routing/side_by_side/random_case.h"

namespace headroom::side_by_side {
namespace {

using nlohmann::json;

enum class WeightStyle { Equal, Small, Ratios, Wide };

int weight(WeightStyle style, Dice& dice, int zeroPercent) {
  if (dice.chance(zeroPercent)) return 0;
  switch (style) {
    case WeightStyle::Equal:
      return 1;
    case WeightStyle::Small:
      return dice.between(1, 6);
    case WeightStyle::Ratios:
      return 10 * dice.between(1, 20);
    case WeightStyle::Wide:
      if (dice.chance(4)) return dice.between(13, 40);
      return dice.chance(10) ? 256 : dice.between(1, 256);
  }
  return 1;
}

int poolSize(Dice& dice) {
  if (dice.chance(4)) return dice.between(13, 40);
  return dice.chance(10) ? dice.between(1, 2) : dice.chance(20) ? dice.between(9, 12) : dice.between(2, 8);
}

// A place in the loopback network that hardly anybody else uses: the address is part of the case, since consistent
// hashing looks at its text.
std::string address(Dice& dice) {
  return "127." + std::to_string(dice.between(1, 254)) + "." + std::to_string(dice.between(0, 255)) + "." +
         std::to_string(dice.between(1, 254)) + ":" + std::to_string(dice.between(20000, 29999));
}

json namedServer(int index, Dice& dice) {
  return {{"name", "s" + std::to_string(index + 1)}, {"address", address(dice)}};
}

void addHashOptions(json& options, Dice& dice) {
  static const std::vector<std::string> functions = {"sdbm", "djb2", "wt6", "crc32"};
  if (dice.chance(15)) return;
  const bool consistent = dice.chance(60);
  options["hash_type"] = consistent ? "consistent" : "map-based";
  if (dice.chance(60)) {
    options["hash_function"] = dice.pick(functions);
    options["avalanche"] = dice.chance(50);
  }
  if (consistent && dice.chance(30)) options["hash_balance_factor"] = dice.between(101, 300);
}

void addKeyOptions(const std::string& algorithm, json& options, Dice& dice) {
  if (algorithm == "random" && dice.chance(80)) options["draws"] = dice.between(1, 5);
  if (algorithm == "url_param") options["param"] = dice.chance(70) ? "id" : "session";
  if (algorithm == "hdr") {
    options["header"] = dice.chance(60) ? "X-Key" : "Host";
    if (options["header"] == "Host" && dice.chance(50)) options["domain_only"] = true;
  }
  if (algorithm == "uri") {
    if (dice.chance(25)) options["len"] = dice.between(1, 14);
    if (dice.chance(25)) options["depth"] = dice.between(1, 4);
    if (dice.chance(25)) options["whole"] = true;
    if (dice.chance(15)) options["path_only"] = true;
  }
  if (algorithm == "uri" || algorithm == "source" || algorithm == "url_param" || algorithm == "hdr") {
    addHashOptions(options, dice);
  }
}

void addIds(json& servers, Dice& dice) {
  std::set<int> used;
  for (json& s : servers) {
    int id = 0;
    do {
      id = dice.between(1, 600);
    } while (!used.insert(id).second);
    s["id"] = id;
  }
}

void addLimits(json& servers, Dice& dice) {
  const int percent = dice.chance(60) ? 100 : 60;
  const int most = dice.chance(70) ? 3 : 8;
  const int queues = dice.chance(50) ? 40 : 0;
  for (json& s : servers) {
    if (!dice.chance(percent)) continue;
    s["maxconn"] = dice.between(1, most);
    if (dice.chance(queues)) s["maxqueue"] = dice.between(1, 3);
  }
}

}  // namespace

json randomHaproxyHeader(const std::string& algorithm, Dice& dice) {
  json options = json::object();
  addKeyOptions(algorithm, options, dice);
  if (dice.chance(30)) options["allbackups"] = true;
  const auto style = static_cast<WeightStyle>(dice.below(4));
  const int zero = dice.chance(25) ? 15 : 0;
  const int backups = dice.chance(35) ? dice.between(15, 60) : 0;
  const int disabled = dice.chance(10) ? 20 : 0;
  json servers = json::array();
  const int size = poolSize(dice);
  for (int i = 0; i < size; ++i) {
    json s = namedServer(i, dice);
    s["weight"] = weight(style, dice, zero);
    if (dice.chance(backups)) s["backup"] = true;
    if (dice.chance(disabled)) s["disabled"] = true;
    servers.push_back(std::move(s));
  }
  if (dice.chance(20)) addIds(servers, dice);
  if (dice.chance(45)) addLimits(servers, dice);
  if (dice.chance(20)) {
    options["cookie"] = {{"name", "SRV"}, {"mode", "insert"}};
    for (json& s : servers) {
      if (dice.chance(90)) s["cookie"] = "c-" + s["name"].get<std::string>();
    }
  }
  if (dice.chance(15)) options["stick"] = "src";
  if (dice.chance(30)) {
    options["retries"] = dice.between(0, 4);
    if (dice.chance(75)) options["redispatch"] = dice.between(0, 3);
  }
  const bool clock = dice.chance(15);
  if (!clock && dice.chance(20)) {
    options["rise"] = dice.between(1, 4);
    options["fall"] = dice.between(1, 4);
  }
  if (clock) {
    for (json& s : servers) {
      if (dice.chance(85)) s["slowstart"] = dice.chance(70) ? dice.between(1, 12) : dice.between(13, 60);
    }
  }
  return {{"options", options}, {"servers", servers}, {"clock", clock ? "seconds" : "none"}};
}

json randomNginxHeader(const std::string& algorithm, Dice& dice) {
  static const std::vector<std::string> keys = {"uri", "uri", "src", "header:X-Key", "arg:id"};
  json options = json::object();
  const bool hash = algorithm.starts_with("hash");
  if (hash) options["key"] = dice.pick(keys);
  const auto style = static_cast<WeightStyle>(dice.below(4));
  const int backups = !hash && algorithm != "ip_hash" && dice.chance(30) ? dice.between(15, 50) : 0;
  const int down = dice.chance(25) ? 20 : 0;
  const int limits = dice.chance(35) ? 80 : 0;
  const int fails = dice.chance(50) ? 70 : 0;
  const bool clock = dice.chance(fails > 0 ? 60 : 10);
  json servers = json::array();
  const int size = poolSize(dice);
  for (int i = 0; i < size; ++i) {
    json s = namedServer(i, dice);
    s["weight"] = weight(style, dice, 0);
    if (i > 0 && dice.chance(backups)) s["backup"] = true;  // nginx wants a server proper
    if (dice.chance(down)) s["down"] = true;
    if (dice.chance(limits)) s["max_conns"] = dice.between(1, 3);
    if (dice.chance(fails)) s["max_fails"] = dice.between(0, 4);
    if (clock && dice.chance(90)) s["fail_timeout"] = dice.between(1, 6);
    servers.push_back(std::move(s));
  }
  return {{"options", options}, {"servers", servers}, {"clock", clock ? "seconds" : "none"}};
}

}  // namespace headroom::side_by_side
