// Every algorithm in the variants that the tests run over.
#pragma once

#include <string>
#include <vector>

#include "engine/routing/policy_spec.h"

namespace headroom::routing {

struct PolicyCase {
  std::string name;         ///< A word, for test names.
  PolicySpec spec;          ///< Without servers.
  bool hashes = false;      ///< The request decides.
  bool consistent = false;  ///< Keys of other servers stay when one goes.
  bool skipsFull = true;    ///< Never chooses a server at its connection limit.
  bool allowsBackups = true;
  bool spreads = true;  ///< Every server gets a share without limits.
};

/// One case at least for each line of algorithms().
std::vector<PolicyCase> policyCases();

std::vector<ServerSpec> plainServers(int count, int weight = 1);

/// A request with its own target, parameter, header and address, all from `n`.
class SampleRequest {
 public:
  explicit SampleRequest(std::uint64_t n);
  RequestKey key() const;

 private:
  std::string target_;
  std::string host_;
  std::string source_;
  IpAddress address_;
};

void PrintTo(const PolicyCase& policyCase, std::ostream* out);

}  // namespace headroom::routing
