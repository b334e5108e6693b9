#include "engine/routing/nginx_round_robin/nginx_round_robin.h"

namespace headroom::routing {

std::unique_ptr<Policy> makeNginxRoundRobin(const PolicySpec& spec, Diagnostics&) {
  return std::make_unique<NginxRoundRobin>(spec.servers);
}

}  // namespace headroom::routing
