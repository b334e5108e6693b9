// What browsers do with connections, as far as every part of the engine must know it.
#pragma once

#include <algorithm>

#include "engine/farm/connections.h"

namespace headroom::farm {

/// Connections a browser opens to one host at once over HTTP/1.1 (Chromium, Firefox and Edge; RFC 9112, 9.4, leaves the
/// number to them).
inline constexpr int kBrowserConnections = 6;

/// Connections that somebody who comes for one page opens per request, when the page sends all its requests at once.
inline double openedPerRequest(const Connections& connections, int requestsPerPage) {
  const int requests = std::max(1, requestsPerPage);
  if (connections.keepAlive == Duration()) return 1.0;
  return static_cast<double>(std::min(requests, kBrowserConnections)) / requests;
}

}  // namespace headroom::farm
