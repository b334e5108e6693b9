// Random cases: a pool or route table, and a script that does things to it.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "tests/routing/side_by_side/dice.h"
#include "tests/routing/side_by_side/recorder.h"

namespace headroom::side_by_side {

struct RandomCase {
  nlohmann::json header;
  Script script;
};

/// "haproxy/roundrobin", "nginx/hash consistent", "nginx/route", …: what random cases exist for.
const std::vector<std::string>& subjects();

/// The case number `number` of this seed and subject.
RandomCase randomCase(const std::string& subject, std::uint64_t seed, int number);

/// Parts of it.
nlohmann::json randomHaproxyHeader(const std::string& algorithm, Dice& dice);
nlohmann::json randomNginxHeader(const std::string& algorithm, Dice& dice);
Script randomPoolScript(const nlohmann::json& header, Dice dice);
nlohmann::json randomHaproxyRoutes(Dice& dice);
nlohmann::json randomNginxRoutes(Dice& dice);
Script randomRouteScript(const nlohmann::json& header, Dice dice);

}  // namespace headroom::side_by_side
