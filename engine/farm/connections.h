// What it costs to open connections, and how long they are kept.
#pragma once

#include "engine/base/law.h"
#include "engine/base/time.h"

namespace headroom::farm {

/// Connections that a relay accepts. Who has an idle one uses it; who has none opens one before the request is sent.
struct Connections {
  Law handshakeDemand;  ///< Core time of the relay for one set-up (TLS: the private key's operation).
  int roundTrips = 2;   ///< Over the network before the request: TCP 1, TLS 1.3 one more, TLS 1.2 two more.
  Duration keepAlive;   ///< An idle connection is kept for so long; zero: every request opens its own.
  bool operator==(const Connections&) const = default;
};

}  // namespace headroom::farm
