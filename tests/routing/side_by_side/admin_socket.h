// HAProxy's run-time interface ("stats socket").
#pragma once

#include <string>
#include <vector>

#include "tests/routing/side_by_side/descriptor.h"

namespace headroom::side_by_side {

struct ServerLine {
  std::string name;
  int waiting = 0;  ///< In its own queue.
  int open = 0;
  std::string state;  ///< "UP", "DOWN 1/2", "no check", …
};

struct BackendState {
  std::vector<ServerLine> servers;
  int waitingForAny = 0;
  int waiting() const;
};

class AdminSocket {
 public:
  /// Connects to the socket at `path` as soon as it is there.
  explicit AdminSocket(const std::string& path);
  /// The answer, without the blank line that ends it.
  std::string ask(const std::string& command);
  BackendState state(const std::string& backend);

 private:
  Descriptor socket_;
};

}  // namespace headroom::side_by_side
