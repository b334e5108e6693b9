// The five timers of HAProxy's lines, and the tail of its `option httplog clf`.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "engine/trace/line_format.h"

namespace headroom::trace {

/// TR, Tw, Tc, Tr, Ta (Tq, Tw, Tc, Tr, Tt up to version 1.6) in milliseconds; nothing for a stage not reached.
using HaproxyTimers = std::array<std::optional<std::int64_t>, 5>;

/// A timer: digits, "-1" for a stage not reached, "+" in front where the log was written early.
bool readHaproxyTimer(std::string_view text, std::optional<std::int64_t>& ms);

/// Until the request's head was there, the wait in queues, for the connection, for the answer, and the request's whole
/// time. What is left of that is the server's, unless it never answered.
void takeHaproxyTimers(const HaproxyTimers& ms, Parsed& parsed);

/// What `option httplog clf` writes behind referer and agent: `port ms "frontend" "backend" "server" TR Tw Tc Tr Ta …`.
/// The stamp gets its milliseconds. False, with nothing changed, when the text is something else.
bool readHaproxyClfTail(std::string_view text, Parsed& parsed, std::string& server);

}  // namespace headroom::trace
