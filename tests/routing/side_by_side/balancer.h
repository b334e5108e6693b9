// A real balancer, started for one case: process, folder, stage and, for HAProxy, its admin socket.
#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/routing/side_by_side/admin_socket.h"
#include "tests/routing/side_by_side/held_clock.h"
#include "tests/routing/side_by_side/program.h"
#include "tests/routing/side_by_side/stage.h"

namespace headroom::side_by_side {

/// Where the programs are: on PATH or in the folders of administrators. Throws when one is missing.
std::string binaryOf(const std::string& program);
/// "2.6.12", "1.22.1".
std::string versionOf(const std::string& program);

class Balancer {
 public:
  /// Starts the program that the header names and waits until it accepts connections. Fills in the addresses of the
  /// servers, `version` and `config`.
  explicit Balancer(nlohmann::json& header);

  Stage& stage() { return stage_; }
  AdminSocket* admin() { return admin_.get(); }
  /// For cases whose header says `"clock": "seconds"` and those with health checks, which come when the clock moves;
  /// otherwise null, and the program runs on real time.
  HeldClock* clock() { return clock_.get(); }

 private:
  void addServers(nlohmann::json& header);
  [[noreturn]] void giveUp(const std::string& why);

  TemporaryFolder folder_;
  Stage stage_;
  std::vector<std::string> destinationAddresses_;
  std::unique_ptr<HeldClock> clock_;
  std::unique_ptr<Program> program_;  ///< Ends before the folder and the stage do.
  std::unique_ptr<AdminSocket> admin_;
};

/// The bytes of a request: a PROXY line with the client's address, then the request with its number.
std::string requestBytes(long number, const nlohmann::json& attributes);

}  // namespace headroom::side_by_side
