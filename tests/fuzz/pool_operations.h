// Everything that can happen to a pool, as bytes say it; what must hold is looked at after every step.
#pragma once

#include <cstdint>
#include <span>
#include <string>

namespace headroom::routing {

/// Reads a pool's specification and then operations on it from `input`, until it ends. Empty when all held; otherwise
/// what did not, and at which step. Any bytes are valid: what they do not say is 0.
std::string runPoolOperations(std::span<const std::uint8_t> input);

/// Like runPoolOperations() with algorithm number `algorithm` of the table, whatever the first byte says.
std::string runPoolOperations(std::span<const std::uint8_t> input, std::size_t algorithm);

}  // namespace headroom::routing
