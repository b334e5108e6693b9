// What every rule needs: the farm with look-ups that stay fast on thousands of servers, and the list of findings.
// Inside of the lint room.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "engine/balancing/router.h"
#include "engine/farm/farm.h"
#include "engine/lint/lint.h"
#include "engine/network/network.h"

namespace headroom::lint {

/// What a finding is about and where it stands in the file.
struct Subject {
  std::string object;  ///< "zone Intranet".
  farm::Origin::Spot spot;
};

class Context {
 public:
  explicit Context(const farm::Farm& farm);

  const farm::Farm& farm() const { return farm_; }
  const network::Network& network() const { return network_; }
  /// What the main proxy does; nullptr where its rules have problems.
  const balancing::Router* router() const { return router_ ? &*router_ : nullptr; }
  /// Why there is no router; rule RT14 tells them.
  const Diagnostics& routerProblems() const { return routerProblems_; }

  // Look-ups; nullptr when there is no such object.
  const farm::Server* server(const std::string& name) const;
  const farm::Zone* zone(const std::string& name) const;
  const farm::Application* application(const std::string& name) const;

  /// Existing servers of a zone, in order, each once.
  const std::vector<const farm::Server*>& members(const farm::Zone& zone) const;
  /// Servers its balancer really sends to.
  const std::vector<farm::ZoneMember>& targets(const farm::Zone& zone) const;
  /// Applications deployed to a zone.
  const std::vector<const farm::Application*>& applicationsOf(const farm::Zone& zone) const;
  /// The zone marked as default, or the only one; nullptr when none or several are marked.
  const farm::Zone* defaultZone() const { return defaultZone_; }

  /// One server of each segment among these, the first.
  std::vector<const farm::Server*> oneOfEachSegment(const std::vector<const farm::Server*>& servers) const;
  std::vector<const farm::Server*> allServers() const;

  /// Whether users come to the application through the environment host name.
  bool takesUserTraffic(const farm::Application& application) const;

  /// Adds a finding with the severity of the rule table, or another one where the case is milder or graver.
  void add(const std::string& rule, const Subject& subject, std::string cause, std::string fix);
  void add(const std::string& rule, Severity severity, const Subject& subject, std::string cause, std::string fix);
  /// All findings, in the order in which they were added; leaves none.
  std::vector<Finding> take();

 private:
  struct ZoneFacts {
    std::vector<const farm::Server*> members;
    std::vector<farm::ZoneMember> targets;
    std::vector<const farm::Application*> applications;
  };
  /// Fills in what is asked of zones again and again: members, targets, applications.
  void collectZones();

  const farm::Farm& farm_;
  network::Network network_;
  std::optional<balancing::Router> router_;
  Diagnostics routerProblems_;
  std::unordered_map<std::string, const farm::Server*> servers_;
  std::unordered_map<std::string, const farm::Zone*> zones_;
  std::unordered_map<std::string, const farm::Application*> applications_;
  std::unordered_map<std::string, bool> hasUsers_;
  std::unordered_map<const farm::Zone*, ZoneFacts> facts_;
  const farm::Zone* defaultZone_ = nullptr;
  std::vector<Finding> findings_;
};

/// What is wrong with the text of an address; empty when it is a host name, an IPv4 or an IPv6 address.
std::string addressProblem(const std::string& address);

/// Calls that one server makes to another's address; a redirect is followed by the browser instead.
bool isServerSide(const farm::Reference& reference);

/// A machine that only compiles and deploys: it hosts the controller and is kept out of balancers.
bool isStandaloneController(const farm::Server& server);

/// Place of a field where the file has it, else of the object.
farm::Origin::Spot spotOf(const farm::Origin& origin, const std::string& field = {});

/// The object as findings name it, at the place of `field` where the file has it.
Subject subjectOf(const farm::Zone& zone, const std::string& field = {});
Subject subjectOf(const farm::Server& server, const std::string& field = {});
Subject subjectOf(const farm::Application& application, const std::string& field = {});
Subject subjectOf(const farm::Reference& reference, const std::string& field = {});
Subject subjectOf(const farm::Database& database, const std::string& field = {});
Subject subjectOf(const farm::ReverseProxy& proxy, const std::string& field = {});
Subject subjectOf(const farm::Users& users, const std::string& field = {});
/// The balancer of a zone; the zone itself where it has none.
Subject balancerOf(const farm::Zone& zone, const std::string& field = {});

/// Why a request for an application of `zone` gets no further than the proxy or balancer its address leads to; empty
/// when a server of the zone can be reached. Wrong routes are other rules' business.
std::string blockedBehind(const Context& context, const network::Endpoint& end, const farm::Zone& zone, int port);

/// "the firewall on dmz – lan stops port 80 from RP to lb1", or that no link joins them.
std::string blockedText(const Context& context, const std::string& from, const std::string& to, int port);

/// "FE1, FE2 and 3 more": names without a flood.
std::string someOf(const std::vector<std::string>& names);
/// "62.7 %".
std::string percent(double share);
/// "server FE1 is", "servers FE1 and FE2 are" start with this: "server FE1", "servers FE1 and FE2".
std::string serversText(const std::vector<std::string>& names);

// The rule families; each looks at the whole farm.
void checkZones(Context& context);
/// AD: names and addresses that lead elsewhere, or nowhere.
void checkAddresses(Context& context);
void checkReach(Context& context);
void checkRouting(Context& context);
void checkCalls(Context& context);
void checkBalancing(Context& context);
void checkProducts(Context& context);
void checkNetwork(Context& context);
void checkAvailability(Context& context);
void checkCapacity(Context& context);
void checkOperations(Context& context);

}  // namespace headroom::lint
