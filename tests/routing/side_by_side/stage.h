// The network around the balancer: clients in front of it, scripted servers behind it, all on loopback, all in one
// thread. Nothing happens but inside pump().
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tests/routing/side_by_side/descriptor.h"

namespace headroom::side_by_side {

using ServerNumber = std::size_t;

/// A request that has reached a server.
struct Arrival {
  long request = 0;
  ServerNumber server = 0;
  std::string target;   ///< The request target as the server sees it.
  long accepted = 0;    ///< Connections are numbered in the order in which they were accepted.
  bool hungUp = false;  ///< The server closed without an answer.
};

/// The client's side of a request that has ended.
struct Answer {
  int status = 0;                                            ///< 0: closed without an answer.
  std::vector<std::pair<std::string, std::string>> headers;  ///< Names in lower case.
  std::optional<std::string> header(const std::string& name) const;
};

class Stage {
 public:
  enum class Manner { Serves, Refuses, HangsUp };

  Stage();
  /// Where the balancer shall listen: "127.0.0.1:PORT", kept free for it.
  const std::string& front() const { return front_; }

  /// A server that listens on `address`, "127.x.y.z:port" or "unix:path"; another one when it is taken or empty.
  /// Returns the address used.
  std::string addServer(const std::string& address, const std::string& folder);
  void setManner(ServerNumber server, Manner manner);

  /// Whether the balancer accepts connections.
  bool reachable() const;
  /// Opens a connection and sends `bytes`, which carry the number of the request (see kNumberHeader).
  void send(long request, const std::string& bytes);
  /// The server that holds the request answers it.
  void answer(long request);
  /// Lets everything happen that is ready, waiting up to `milliseconds` for the first of it.
  void pump(int milliseconds);

  std::vector<Arrival> takeArrivals();
  const std::optional<Answer>& ended(long request) const { return clients_.at(request).answer; }
  void forget(long request) { clients_.erase(request); }

  /// Health checks are held until they are answered.
  bool holdsCheck(ServerNumber server) const { return servers_[server].check.open(); }
  void answerCheck(ServerNumber server, bool pass);
  /// Answers what checks come by themselves, instead of holding them.
  void setChecksHeld(ServerNumber server, bool held);

  static constexpr const char* kNumberHeader = "X-Request-Number";
  static constexpr const char* kCheckPath = "/chk";

 private:
  struct Server {
    Descriptor listener;
    Manner manner = Manner::Serves;
    Descriptor check;
    bool holdsChecks = true;
  };
  struct Exchange {
    Descriptor socket;
    ServerNumber server = 0;
    long accepted = 0;
    std::string text;
    long request = -1;
  };
  struct Client {
    Descriptor socket;
    std::string text;
    std::optional<Answer> answer;
  };

  void acceptOn(ServerNumber server);
  bool readExchange(Exchange& exchange);
  void readClient(Client& client);

  std::string front_;
  Descriptor keeper_;  ///< Keeps the front's port.
  std::vector<Server> servers_;
  std::vector<Exchange> exchanges_;
  std::map<long, Client> clients_;
  std::vector<Arrival> arrivals_;
  long accepted_ = 0;
};

}  // namespace headroom::side_by_side
