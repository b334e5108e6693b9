// A random sequence of requests and operator commands on a pool.
#include <algorithm>
#include <map>
#include <set>

#include "tests/routing/side_by_side/random_case.h"
#include "tests/routing/side_by_side/random_request.h"

namespace headroom::side_by_side {
namespace {

using nlohmann::json;

/// What an operator can do to a HAProxy server at run time, and what can happen to any server.
class RandomScript {
 public:
  RandomScript(const json& header, Dice dice)
      : header_(header),
        dice_(dice),
        haproxy_(header.at("program") == "haproxy"),
        checks_(header.at("options").contains("rise")),
        clock_(header.at("clock") == "seconds"),
        steps_(dice_.chance(2)    ? dice_.between(1000, 4000)
               : dice_.chance(10) ? dice_.between(300, 700)
                                  : dice_.between(40, 220)),
        crowd_(dice_.chance(25) ? 1 : dice_.between(2, 24)) {
    for (const json& s : header.at("servers")) {
      names_.push_back(s.at("name"));
      if (s.value("disabled", false)) inMaintenance_.insert(names_.back());
      limited_ = limited_ || s.contains("maxconn");
    }
    operator_ = !haproxy_ || dice_.chance(clock_ ? 0 : 30) ? 0 : dice_.between(2, 14);
    failures_ = checks_ || dice_.chance(!haproxy_ && clock_ ? 0 : 65) ? 0 : dice_.between(2, 6);
  }

  std::optional<json> next(const Situation& now) {
    if (steps_-- <= 0) return now.served.empty() ? std::nullopt : std::optional(complete(now));
    if (checks_ && dice_.chance(20)) {
      if (auto step = check()) return step;
    }
    if (clock_ && dice_.chance(8) && (!haproxy_ || ++waits_ <= kMostWaits))
      return json{{"op", "wait"}, {"seconds", seconds()}};
    if (dice_.chance(operator_)) return command();
    if (dice_.chance(failures_)) return failure();
    const int present = static_cast<int>(now.served.size() + now.waiting.size());
    if (!now.served.empty() && (present >= crowd_ || dice_.chance(40))) return complete(now);
    if (present >= 3 * crowd_ + 40) return command();
    return arrive();
  }

 private:
  const std::string& anyServer() { return dice_.pick(names_); }

  json arrive() {
    const bool whole = crowd_ == 1 && !limited_ && !checks_;
    json step = {{"op", whole ? "request" : "arrive"}, {"id", ++number_}};
    json attributes = randomAttributes(header_, dice_);
    if (!attributes.empty()) step["attrs"] = std::move(attributes);
    return step;
  }

  json complete(const Situation& now) {
    return {{"op", "complete"}, {"id", dice_.chance(30) ? now.served.front() : dice_.pick(now.served)}};
  }

  // nginx counts whole seconds, of which a case keeps a quarter's distance. HAProxy's servers warm up in steps of a
  // second from their return on: never to meet such a moment, no two moments of a case have nearly the same fraction.
  static constexpr int kMostWaits = 14;
  double seconds() { return haproxy_ ? dice_.below(4) + 0.0607 : dice_.between(1, 4); }

  json command() {
    const std::string server = anyServer();
    if (!haproxy_) return failure();
    switch (dice_.pickWeighted({40, 20, 30, 15})) {
      case 0:
        return {{"op", "set_weight"}, {"server", server}, {"weight", newWeight(server)}};
      case 1:
        inMaintenance_.insert(server);
        return {{"op", "server_down"}, {"server", server}};
      case 2: {
        const std::string& out = !inMaintenance_.empty() && dice_.chance(60) ? *inMaintenance_.begin() : server;
        json step = {{"op", "server_up"}, {"server", out}};
        inMaintenance_.erase(out);
        return step;
      }
      default:
        inMaintenance_.erase(server);
        return {{"op", "drain"}, {"server", server}};
    }
  }

  int newWeight(const std::string& server) {
    if (dice_.chance(15)) return 0;
    if (dice_.chance(35)) {
      for (const json& s : header_.at("servers")) {
        if (s.at("name") == server) return s.at("weight");
      }
    }
    return dice_.chance(50) ? dice_.between(1, 8) : dice_.between(1, 256);
  }

  json failure() {
    const std::string server = anyServer();
    if (failing_.erase(server) > 0) return {{"op", "heal"}, {"server", server}};
    if (refusing_.erase(server) > 0) return {{"op", "accept"}, {"server", server}};
    const bool refuses =
        !(limited_ || (haproxy_ && clock_)) && dice_.chance(60);  // who waits and who tries again would race
    (refuses ? refusing_ : failing_).insert(server);
    return {{"op", refuses ? "refuse" : "fail"}, {"server", server}};
  }

  std::optional<json> check() {
    const std::string server = anyServer();
    if (inMaintenance_.contains(server)) return std::nullopt;
    // in runs, so that servers do go down and come back
    if (dice_.chance(25)) passes_[server] = !passes_[server];
    return json{{"op", "check"}, {"server", server}, {"result", passes_[server] ? "pass" : "fail"}};
  }

  json header_;
  Dice dice_;
  bool haproxy_;
  bool checks_;
  bool clock_;
  int steps_;
  int crowd_;  ///< How many requests are to be present at a time.
  int waits_ = 0;
  int operator_ = 0;
  int failures_ = 0;
  bool limited_ = false;
  long number_ = 0;
  std::vector<std::string> names_;
  std::set<std::string> inMaintenance_;
  std::set<std::string> failing_;
  std::set<std::string> refusing_;
  std::map<std::string, bool> passes_;
};

}  // namespace

Script randomPoolScript(const json& header, Dice dice) {
  return [script = RandomScript(header, dice)](const Situation& now) mutable { return script.next(now); };
}

}  // namespace headroom::side_by_side
