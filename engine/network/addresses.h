// Which node answers to which name. Inside of the network room.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "engine/farm/farm.h"
#include "engine/network/network.h"

namespace headroom::network {

/// Names of one farm in the order of precedence that Network::resolve promises.
class Addresses {
 public:
  /// Copies the names; later edits of the farm change nothing.
  explicit Addresses(const farm::Farm& farm);
  /// As Network::resolve; `callerSegment`: that of the caller, empty for none.
  Endpoint resolve(const std::string& address, const std::string& caller, const std::string& callerSegment) const;

 private:
  struct Record {
    std::string target;
    std::vector<std::string> visibleFrom;
  };

  void addNodes(const farm::Farm& farm);
  void addEnvironment(const farm::Farm& farm);
  void addZones(const farm::Farm& farm);
  /// Gives a name to an end unless an earlier claim has it.
  void claim(const std::string& name, const Endpoint& endpoint);

  std::unordered_map<std::string, std::vector<Record>> records_;  ///< By name in lower case.
  std::unordered_map<std::string, Endpoint> names_;               ///< In lower case; the first claim holds.
  std::unordered_map<std::string, Endpoint> nodes_;               ///< By node name.
};

/// Whether the name always means the caller itself: localhost, 127.x, ::1.
bool isLoopback(const std::string& address);

}  // namespace headroom::network
