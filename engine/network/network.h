// Who answers to an address, and over which links a message gets there.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/base/time.h"
#include "engine/farm/farm.h"

namespace headroom::network {

/// What an address leads to.
struct Endpoint {
  enum class Kind { Proxy, Balancer, Server, Database, Self, Unknown };
  Kind kind = Kind::Unknown;
  std::string node;  ///< Name of the node; for a balancer, farm::balancerName of its zone.
  std::string zone;  ///< For a balancer: its zone.
};

/// A way through the network; indices into Farm::links, in travel order.
struct Path {
  std::vector<std::size_t> links;
  Duration latency;  ///< Sum, one way.
};

/// Names and paths of one farm. Building it copies what it needs; it does not follow later edits.
class Network {
 public:
  /// Broken farms are welcome too: links and names that lead nowhere are passed over.
  explicit Network(const farm::Farm& farm);
  ~Network();
  Network(Network&&) noexcept;
  Network& operator=(Network&&) noexcept;

  /// What `address` (host name or IP, without port) leads to for a caller standing at node `from`. Order: a DNS record
  /// visible from the caller's segment; localhost and 127.x (the caller itself); the environment host name and the
  /// proxy's own address (without a proxy the host name leads to the zone balancer or server that carries it, else to
  /// the default zone's balancer); a zone's address: the server whose name or address it is, else the zone's balancer;
  /// a server's or database's name or address; the name of a proxy or balancer. Comparison ignores case. A name whose
  /// records are all hidden from the caller's segment leads nowhere; a caller without a segment sees every record.
  Endpoint resolve(const std::string& address, const std::string& from) const;

  /// The quickest path between two nodes on which no firewall stops `port`; nullopt when there is none.
  /// Nodes of the same segment are directly connected; a link drawn between two nodes takes that connection's place.
  /// A node without a segment uses the links drawn at it where they lead; everything else it reaches directly.
  /// A balancer without a segment stands in its servers' segment when they agree. Only segments pass messages on, never
  /// nodes: a proxy or server answers requests and sends its own. An unknown node has no path.
  std::optional<Path> path(const std::string& from, const std::string& to, int port) const;

  /// Whether they would be connected if no firewall stood between.
  bool connectedIgnoringFirewalls(const std::string& from, const std::string& to) const;

  /// Firewalled links on the quickest way regardless of firewalls that do not let `port` pass; indices into
  /// Farm::links. Empty when a path is open or when no link joins the two at all.
  std::vector<std::size_t> firewallsStopping(const std::string& from, const std::string& to, int port) const;

  /// Segment a node stands in, also where a balancer has it from its servers; empty: none, or no such node.
  std::string segmentOf(const std::string& node) const;

  /// Nodes whose single failure cuts `from` from every one of `targets` (articulation points on the way), given `hops`:
  /// pairs of nodes that talk to each other.
  static std::vector<std::string> singlePointsOfFailure(const std::vector<std::pair<std::string, std::string>>& hops,
                                                        const std::string& from,
                                                        const std::vector<std::string>& targets);

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

/// Where a server-side call goes: the address typed into the reference, else the producer's zone address. Port 443 when
/// the producer's zone asks for HTTPS and the caller is in another zone, else 80. A redirect is followed by the user's
/// browser but uses the same address.
struct CallTarget {
  std::string address;
  int port = 80;
  bool operator==(const CallTarget&) const = default;
};
CallTarget callTarget(const farm::Farm& farm, const farm::Reference& reference);

/// Whether a zone's balancer listens on a port; a zone without a balancer of its own listens on every port.
bool listens(const farm::Zone& zone, int port);

/// Port on which the proxy passes a request on that came to `port`: the same, or the other one of 80 and 443 where the
/// zone's balancer listens on that one only.
int forwardPort(const farm::Zone& zone, int port);

/// Port users' requests come to: 443 for an HTTPS environment, else 80.
int userPort(const farm::Farm& farm);

/// Who answers to a request path: longest module path on whole segments, without ASCII case.
struct Answering {
  const farm::Application* application = nullptr;  ///< nullptr: nobody. Lasts until the farm is changed.
  std::string module;
  std::string zone;  ///< Of the module.
};
/// `path` may have a query, which does not count.
Answering answeringTo(const farm::Farm& farm, const std::string& path);

/// Whether requests for a zone's applications find them on this server: a member, or any server when the zone includes
/// all.
bool deployedOn(const farm::Farm& farm, const farm::Zone& zone, const std::string& server);

/// Zone a module of an application is deployed to: its override, else the application's.
std::string zoneOf(const farm::Application& application, const farm::Module& module);

/// One request explained hop by hop (`headroom route`).
struct Hop {
  std::string at;    ///< Node.
  std::string what;  ///< One sentence: "rule 2 '/AppY' sends it to zone Intranet".
  std::vector<std::string> details;
  Duration latency;  ///< Of the links crossed to get here.
  bool failed = false;
};
struct Explanation {
  std::vector<Hop> hops;
  bool reached = false;  ///< Ends at a server that has the application.
  std::string server;
};

/// Who asks, and what balancers may look at besides the URL.
struct Asker {
  std::string from;                  ///< Node; empty: the first users, or "client" outside.
  std::string client = "192.0.2.1";  ///< Address that hashes and stick tables see; one that isIpAddress() accepts.
  std::vector<std::pair<std::string, std::string>> headers{};  ///< Name and value; cookies are a header.
};
/// An IPv4 or IPv6 address, without port, zone or brackets.
bool isIpAddress(const std::string& text);

/// Explains a request for `url` (absolute, or a path on the environment host name). Proxy and balancer are the real
/// ones, with the matching, algorithm and settings of their product, in their starting state.
Explanation explain(const farm::Farm& farm, const std::string& url, const Asker& asker);

}  // namespace headroom::network
