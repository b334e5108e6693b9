// How the values of settings are written: as a farm file writes them. Inside of the balancing room.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "engine/base/time.h"
#include "engine/farm/farm.h"

namespace headroom::balancing {

std::string written(const std::string& value);
std::string written(int value);
std::string written(bool value);
/// A share: "50%".
std::string written(double value);
/// "none" for zero: no limit, no such time.
std::string written(Duration value);
std::string written(farm::HealthCheck::Kind value);
std::string written(farm::PassiveCheck::Kind value);
std::string written(farm::PassiveCheck::OnError value);
std::string written(farm::Persistence::Kind value);
std::string written(farm::Layer value);

/// The way back. REQUIRES: the text is one of the table of presets, which a test reads from end to end.
void read(std::string_view text, std::string& value);
void read(std::string_view text, int& value);
void read(std::string_view text, bool& value);
void read(std::string_view text, double& value);
void read(std::string_view text, Duration& value);
void read(std::string_view text, farm::HealthCheck::Kind& value);
void read(std::string_view text, farm::PassiveCheck::Kind& value);
void read(std::string_view text, farm::PassiveCheck::OnError& value);
void read(std::string_view text, farm::Persistence::Kind& value);
void read(std::string_view text, farm::Layer& value);

}  // namespace headroom::balancing
