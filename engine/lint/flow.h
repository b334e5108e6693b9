// The declared load as a flow: how much core time, transactions and bytes a second reach each machine. Inside of the
// lint room.
//
// Exact means without any queueing: load = rate × demand / cores (domain facts: U = λ·D / cores). Shares follow the
// weights of the balancers; replayed logs carry no declared rate and count as no load.
#pragma once

#include <map>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "engine/farm/farm.h"
#include "engine/lint/context.h"

namespace headroom::lint {

/// Time one request of each application needs at the least, without waiting or network; calls that are waited for
/// included.
std::vector<double> leastSeconds(const Context& context);

class Flow {
 public:
  /// The flow of the farm's declared users. A closed population sends what it would without any queueing, at most what
  /// its first bottleneck lets through. Background work is spread evenly over the schedulers of its zone.
  static Flow declared(const Context& context);

  /// Core time wanted over core time there is; above 1 its queue grows without bound. With `lost` its share of the work
  /// of each common zone goes to the zone's other servers.
  double load(const farm::Server& server, const farm::Server* lost = nullptr) const;
  /// Of the machine that writes: core time wanted over core time there is.
  double load(const farm::Database& database) const;
  /// Of its read instances.
  double readLoad(const farm::Database& database) const;
  /// Time that transactions want a lock for over time that its holders have.
  double lockLoad(const farm::Database& database, const farm::LockClass& lock) const;
  /// Core time wanted over core time there is, handshakes included; 0 without a proxy.
  double proxyLoad() const;
  /// The same of a zone's balancer; 0 where it has none of its own.
  double balancerLoad(const farm::Zone& zone) const;
  /// Busier direction of a link; 0 without a bandwidth.
  double linkLoad(std::size_t link) const;

  /// The zones that send work to a server and the load each brings, in the farm's order.
  std::vector<std::pair<const farm::Zone*, double>> partsOf(const farm::Server& server) const;

  struct Loss {
    const farm::Server* lost = nullptr;  ///< nullptr: no other server's loss adds anything.
    double load = 0;
  };
  /// The single other server whose loss loads this one most; of equals the first.
  Loss worstLoss(const farm::Server& server) const;

  /// Transactions a second an application's requests make on its database, calls to it included; without those that a
  /// cache answers.
  double transactionsOf(const farm::Application& application) const;

 private:
  struct Transfer {
    std::string from;  ///< Node, or zone whose servers send.
    bool fromZone = false;
    std::string to;
    bool toZone = false;
    int port = 0;
    auto operator<=>(const Transfer&) const = default;
  };
  struct Bytes {
    double request = 0;
    double response = 0;
  };
  struct Share {
    std::size_t zone = 0;
    int weight = 0;
    auto operator<=>(const Share&) const = default;
  };

  Flow(const Context& context, const std::vector<double>& userRates);
  /// The highest load of any server, database, proxy or balancer.
  double bottleneck() const;
  /// Which part of each zone's requests its servers get while all are up.
  void collectShares();
  /// Page requests of one application through its entry: proxy, balancer or server.
  void addUsers(std::size_t application, double rate);
  /// Server-side calls through the address that the reference goes to.
  void addCalls(const farm::Reference& reference, double rate);
  /// Work that a zone's balancer spreads over its servers.
  void addThroughZone(const farm::Zone& zone, const farm::Work& work, double rate);
  void addBackground();
  /// Connections that users of one page each open, at the entry they come through.
  void addNewcomers(const farm::Users& users, const std::string& application, double rate);
  void addDatabase(const farm::Application& application, const farm::Work& work, double rate);
  /// Bytes a second of a pair of places; put on links by carry().
  void addTransfer(Transfer transfer, double rate, std::int64_t request, std::int64_t response);
  /// Puts all transfers on the links of their paths. Does nothing in farms without a bandwidth.
  void carry();
  /// One pair of nodes, with its `share` of the bytes.
  void carryOver(const std::string& from, const std::string& to, int port, const Bytes& bytes, double share);
  /// The nodes behind a place and the share of each: itself, or a zone's servers by their weights.
  std::vector<std::pair<std::string, double>> sendersOf(const std::string& name, bool isZone) const;
  std::size_t indexOf(const farm::Zone& zone) const;

  const Context* context_;
  std::vector<double> zoneWork_;      ///< Core seconds a second, by zone.
  std::vector<double> zoneRequests_;  ///< Through the zone's balancer.
  std::vector<double> zoneWeight_;
  std::unordered_map<const farm::Server*, double> direct_;
  std::unordered_map<const farm::Server*, std::vector<Share>> shares_;
  std::map<std::vector<Share>, std::vector<const farm::Server*>> alike_;  ///< First two servers of each set of shares.
  std::unordered_map<const farm::Database*, double> databaseWork_, readWork_;
  std::map<std::pair<const farm::Database*, std::string>, double> lockedWork_;  ///< By lock class.
  std::unordered_map<const farm::Application*, double> transactions_;
  double proxyRequests_ = 0;
  double proxyNewcomers_ = 0;          ///< Connections opened by who comes for one page.
  std::vector<double> zoneNewcomers_;  ///< Likewise, at the zone's balancer.
  std::map<Transfer, Bytes> transfers_;
  std::vector<Bytes> linkBytes_;  ///< Forward (from → to) and backward, by link.
};

}  // namespace headroom::lint
