// What the header and the steps of a golden file describe: a pool and requests.
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/routing/pool.h"

namespace headroom::routing {

/// What of a header this program does not know, and therefore must not pass over; empty: nothing.
std::string unsupportedInHeader(const nlohmann::json& header);

PoolSpec poolSpecFrom(const nlohmann::json& header);

/// A request's attributes, owned, and the key that views them.
class Request {
 public:
  explicit Request(const nlohmann::json& step);
  RequestKey key() const;
  const std::optional<std::string>& unknown() const { return unknown_; }

 private:
  std::string target_;
  std::string host_;
  std::string source_;
  std::vector<std::pair<std::string, std::string>> owned_;
  std::vector<Header> headers_;
  std::optional<std::string> unknown_;
};

}  // namespace headroom::routing
