#include "tests/routing/side_by_side/pool_session.h"

#include <algorithm>
#include <map>

#include "tests/routing/side_by_side/balancer.h"
#include "tests/routing/side_by_side/configuration.h"
#include "tests/routing/side_by_side/trouble.h"

namespace headroom::side_by_side {
namespace {

using nlohmann::json;

class PoolSession {
 public:
  explicit PoolSession(json& header) : balancer_(header), stage_(balancer_.stage()), admin_(balancer_.admin()) {
    for (const json& s : header.at("servers")) {
      names_.push_back(s.at("name"));
      addresses_[s.at("address")] = names_.back();
    }
    const json& options = header.at("options");
    if (options.contains("cookie")) cookie_ = options["cookie"].at("name");
    checks_ = hasChecks(header);
  }

  Situation situation() {
    Situation now;
    for (const auto& [request, server] : held_) now.served.push_back(request);
    now.waiting.assign(pending_.begin(), pending_.end());
    if (checks_) {
      for (const ServerLine& s : admin_->state("pool").servers) now.serverStates.push_back(s.state);
    }
    return now;
  }

  /// Carries the step out and adds to it what was decided.
  void perform(json& step) {
    started_.clear();
    ended_.clear();
    const std::string op = step.at("op");
    if (op == "arrive") return arrive(step);
    if (op == "request") return whole(step);
    if (op == "complete") return complete(step);
    if (op == "wait") return wait(step);
    const ServerNumber server = numberOf(step.at("server"));
    if (op == "refuse") return stage_.setManner(server, Stage::Manner::Refuses);
    if (op == "fail") return stage_.setManner(server, Stage::Manner::HangsUp);
    if (op == "accept" || op == "heal") return stage_.setManner(server, Stage::Manner::Serves);
    if (op == "set_weight") return setWeight(step);
    if (op == "check") return check(step, server);
    if (op == "server_down") return setState(step, server, "maint");
    if (op == "server_up") return setState(step, server, "ready");
    if (op == "drain") return setState(step, server, "drain");
    throw std::runtime_error("a step '" + op + "' cannot be recorded");
  }

 private:
  ServerNumber numberOf(const std::string& name) const {
    const auto found = std::find(names_.begin(), names_.end(), name);
    if (found == names_.end()) throw std::runtime_error("there is no server " + name);
    return static_cast<ServerNumber>(found - names_.begin());
  }

  /// Requests that reached a server or got an answer since the last call.
  void absorb() {
    std::vector<Arrival> arrivals = stage_.takeArrivals();
    std::sort(arrivals.begin(), arrivals.end(),
              [](const Arrival& a, const Arrival& b) { return a.accepted < b.accepted; });
    for (const Arrival& a : arrivals) {
      if (a.hungUp || pending_.erase(a.request) == 0) continue;
      held_[a.request] = a.server;
      started_.emplace_back(a.request, names_[a.server]);
    }
    for (auto at = pending_.begin(); at != pending_.end();) {
      if (stage_.ended(*at)) {
        ended_.push_back(*at);
        at = pending_.erase(at);
      } else {
        ++at;
      }
    }
  }

  /// Whether HAProxy sees it as we do: what no server holds and nobody answered is in a queue.
  bool agrees() {
    const BackendState state = admin_->state("pool");
    if (state.waiting() != static_cast<int>(pending_.size())) return false;
    std::vector<int> holds(names_.size(), 0);
    for (const auto& [request, server] : held_) ++holds[server];
    for (ServerNumber s = 0; s < names_.size(); ++s) {
      if (state.servers.at(s).open != holds[s]) return false;
    }
    return true;
  }

  /// Until all effects of the step are there. Nothing here depends on how long that takes.
  void settle(std::optional<long> leaving = {}) {
    const Deadline deadline("the balancer to come to rest");
    for (int rests = 0; rests < 2;) {
      stage_.pump(rests > 0 ? 0 : 1);
      absorb();
      const bool left = !leaving || stage_.ended(*leaving);
      if (admin_ != nullptr) {
        rests = left && agrees() ? rests + 1 : 0;
      } else if (left && pending_.empty()) {
        return;
      }
      deadline.check();
    }
  }

  void arrive(json& step) {
    const long request = step.at("id");
    pending_.insert(request);
    stage_.send(request, requestBytes(request, step.value("attrs", json::object())));
    settle();
    const auto mine = std::find_if(started_.begin(), started_.end(), [&](const auto& s) { return s.first == request; });
    if (mine != started_.end()) {
      step["chosen"] = mine->second;
      started_.erase(mine);
    } else {
      step["chosen"] = nullptr;
      if (std::erase(ended_, request) > 0) {
        step["status"] = stage_.ended(request)->status;
        stage_.forget(request);
      } else {
        step["waits"] = true;
        separate();
      }
    }
    noteEffects(step);
  }

  void whole(json& step) {
    arrive(step);
    if (step.value("waits", false)) throw std::runtime_error("a whole request has to wait: " + step.dump());
    if (!step.at("chosen").is_null()) leave(step);
  }

  void complete(json& step) {
    leave(step);
    noteEffects(step);
  }

  void leave(json& step) {
    const long request = step.at("id");
    if (held_.erase(request) == 0) throw std::runtime_error("no server holds request " + std::to_string(request));
    stage_.answer(request);
    settle(request);
    const Answer answer = *stage_.ended(request);
    stage_.forget(request);
    if (!cookie_.empty()) {
      const auto set = answer.header("set-cookie");
      if (set) step["set_cookie"] = set->substr(0, set->find(';'));
      if (!set && step["op"] == "complete") step["set_cookie"] = nullptr;
    }
    if (admin_ == nullptr && step["op"] == "request") noteTried(step, answer);
    if (step["op"] == "request") noteEffects(step);
  }

  void noteTried(json& step, const Answer& answer) const {
    std::string rest = answer.header("x-tried").value_or("");
    json tried = json::array();
    while (!rest.empty()) {
      const std::size_t end = rest.find(", ");
      const auto found = addresses_.find(rest.substr(0, end));
      if (found != addresses_.end()) tried.push_back(found->second);
      rest = end == std::string::npos ? "" : rest.substr(end + 2);
    }
    step["tried"] = tried;
  }

  // Who reached one server first can be seen; across servers it cannot, and the older request goes first.
  void orderStarted() {
    std::map<std::string, std::vector<long>> perServer;
    for (const auto& [request, server] : started_) perServer[server].push_back(request);
    for (auto& slot : started_) {
      const auto next = std::min_element(perServer.begin(), perServer.end(), [](const auto& a, const auto& b) {
        return a.second.front() < b.second.front();
      });
      slot = {next->second.front(), next->first};
      next->second.erase(next->second.begin());
      if (next->second.empty()) perServer.erase(next);
    }
  }

  void noteEffects(json& step) {
    orderStarted();
    for (const auto& [request, server] : started_) step["started"].push_back(json::array({request, server}));
    for (const long request : ended_) {
      step["ended"].push_back(json::array({request, stage_.ended(request)->status}));
      stage_.forget(request);
    }
    started_.clear();
    ended_.clear();
  }

  void wait(json& step) {
    if (balancer_.clock() == nullptr) throw std::runtime_error("a case that waits needs \"clock\": \"seconds\"");
    balancer_.clock()->advance(step.at("seconds"));
    settle();
    noteEffects(step);
  }

  void setWeight(json& step) {
    const std::string reply =
        admin_->ask("set server pool/" + step.at("server").get<std::string>() + " weight " + step.at("weight").dump());
    if (!reply.empty()) step["reply"] = reply;
    settle();
    noteEffects(step);
  }

  void setState(json& step, ServerNumber server, const std::string& state) {
    const std::string reply = admin_->ask("set server pool/" + names_[server] + " state " + state);
    if (!reply.empty()) throw std::runtime_error("HAProxy refused a change of state: " + reply);
    if (checks_) stage_.setChecksHeld(server, state != "maint");
    settle();
    noteEffects(step);
  }

  // Checks are held until the script wants their result. The next one to arrive shows that the last one was digested.
  void check(json& step, ServerNumber server) {
    awaitCheck(server);
    stage_.answerCheck(server, step.at("result") == "pass");
    awaitCheck(server);
    settle();
    step["state"] = admin_->state("pool").servers.at(server).state;
    noteEffects(step);
  }

  void awaitCheck(ServerNumber server) {
    const Deadline deadline("a health check");
    while (!stage_.holdsCheck(server)) {
      balancer_.clock()->advance(0.1);
      for (int i = 0; i < 3 && !stage_.holdsCheck(server); ++i) stage_.pump(1);
      deadline.check();
    }
  }

  /// HAProxy's queues know who came first by the millisecond.
  void separate() {
    if (balancer_.clock() == nullptr) {
      usleep(2000);
    } else if (checks_) {
      balancer_.clock()->advance(0.002);
    }
  }

  Balancer balancer_;
  Stage& stage_;
  AdminSocket* admin_;
  std::vector<std::string> names_;
  std::map<std::string, std::string> addresses_;
  std::string cookie_;
  bool checks_ = false;
  std::map<long, ServerNumber> held_;
  std::set<long> pending_;  ///< Sent, with no server, without an answer.
  std::vector<std::pair<long, std::string>> started_;
  std::vector<long> ended_;
};

}  // namespace

routing::GoldenFile recordPool(json header, const Script& script) {
  PoolSession session(header);
  routing::GoldenFile golden;
  while (auto step = script(session.situation())) {
    session.perform(*step);
    golden.steps.push_back(std::move(*step));
  }
  header["steps"] = golden.steps.size();
  golden.header = std::move(header);
  return golden;
}

}  // namespace headroom::side_by_side
