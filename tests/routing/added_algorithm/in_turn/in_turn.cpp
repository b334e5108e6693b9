#include "tests/routing/added_algorithm/in_turn/in_turn.h"

namespace headroom::routing {

ServerIndex InTurn::pick(const RequestKey& key, RandomSource&) {
  for (std::size_t n = 0; n < inPlay().size(); ++n) {
    const ServerIndex server = inPlay()[turn_++ % inPlay().size()];
    if (takes(server, key)) return server;
  }
  return kNoServer;
}

std::unique_ptr<Policy> makeInTurn(const PolicySpec& spec, Diagnostics&) {
  return std::make_unique<InTurn>(spec.servers);
}

}  // namespace headroom::routing
