// A server of a pool, as the configuration describes it.
#pragma once

#include <cstdint>
#include <string>

#include "engine/base/time.h"

namespace headroom::routing {

/// Position of a server in the pool, in order of declaration.
using ServerIndex = std::uint32_t;

inline constexpr ServerIndex kNoServer = 0xFFFFFFFF;
inline constexpr int kMaxWeight = 256;

struct ServerSpec {
  std::string name;
  int weight = 1;  ///< 0…256.

  int id = 0;              ///< HAProxy's server id; 0: position counted from 1.
  bool backup = false;     ///< Serves only while no other server can.
  bool disabled = false;   ///< In maintenance (HAProxy) or `down` (nginx) from the start.
  int maxConnections = 0;  ///< HAProxy `maxconn`, nginx `max_conns`; 0: no limit.
  int maxQueue = 0;        ///< HAProxy `maxqueue`; 0: no limit.
  Duration slowStart;      ///< HAProxy `slowstart`; zero: none.
  std::string address;     ///< As written; nginx's consistent hash is computed from this text.
  std::string cookie;      ///< Value of the persistence cookie that names this server.
  int maxFails = 1;        ///< nginx `max_fails`; 0: never taken out.
  Duration failTimeout = Duration::wholeSeconds(10);  ///< nginx `fail_timeout`.
};

}  // namespace headroom::routing
