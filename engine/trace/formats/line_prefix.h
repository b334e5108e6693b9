// What syslog and containers write in front of a log line.
#pragma once

#include <string_view>

namespace headroom::trace {

/// The text behind the header of syslog (RFC 3164, RFC 5424, rsyslog's with an ISO stamp), of a container's log
/// ("2026-11-23T08:00:00.1Z stdout F ") or of `docker compose logs` ("web-1  | "); the whole text where there is none.
std::string_view withoutShipper(std::string_view text);

}  // namespace headroom::trace
