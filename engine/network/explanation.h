// One request followed hop by hop. Inside of the network room.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/balancing/router.h"
#include "engine/farm/farm.h"
#include "engine/network/network.h"
#include "engine/network/wording.h"

namespace headroom::network {

/// What a request asks for.
struct Url {
  std::string host;  ///< Empty: the environment host name.
  int port = 80;
  std::string target;
  std::string problem;  ///< Why it could not be read.
};

/// Follows one request; each step adds its hop and says whether the request gets any further.
class Tour {
 public:
  Tour(const farm::Farm& farm, const Network& network) : farm_(farm), network_(network) {}
  /// REQUIRES: called once; a tour ends where its request does.
  Explanation follow(const std::string& url, const Asker& asker);

 private:
  /// The first hop: who asks for what, and what the host name leads to.
  bool start(const Url& url);
  Endpoint entryBySight() const;
  bool arrive(const Landing& landing, const std::string& arrivedAs);
  /// Route rule, rewritten path, and on to the zone's balancer.
  bool throughProxy(const Url& url);
  /// Whether the proxy answers with a redirect or a refusal; false: the request goes on.
  bool answersItself(const balancing::RouteDecision& decision, const Url& url);
  /// The settings in force, the choice among the members, and on to the server.
  bool throughBalancer(const farm::Zone& zone, const Url& url);
  std::optional<std::string> chooseServer(const farm::Zone& zone, const Url& url);
  /// Whether the application is deployed there; then its database and its calls.
  bool atServer(const std::string& server);
  void atDatabase();
  /// A hop for each server-side call, from the server that holds the request.
  void callsOf(const farm::Application& application);
  void call(const farm::Reference& reference);
  std::string afterArrival(const farm::Reference& reference, const CallTarget& target, const Endpoint& end,
                           std::vector<std::string>& details) const;
  /// A last hop that says why the request got no further.
  void fail(const std::string& at, const std::string& what, std::vector<std::string> details = {});

  const farm::Farm& farm_;
  const Network& network_;
  const Asker* asker_ = nullptr;
  Explanation explanation_;
  std::string here_;    ///< Node that holds the request now.
  std::string giveUp_;  ///< What the caller does when nobody answers.
  int port_ = 80;
  Answering answering_;
};

}  // namespace headroom::network
