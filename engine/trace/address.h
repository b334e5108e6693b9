// Addresses as logs write them.
#pragma once

#include <string_view>

namespace headroom::trace {

/// Some logs write a port behind every address, behind IPv6 without brackets too ("2001:db8::5:54957"), where nothing
/// but knowing this tells it from the last group.
enum class Port { Perhaps, Always };

/// An address without its port and the brackets of IPv6: "10.0.0.5" of "10.0.0.5:8080", "2001:db8::5" of
/// "[2001:db8::5]:80" and of "2001:db8::5", "web1" of "web1:80".
std::string_view hostOf(std::string_view address, Port port = Port::Perhaps);

}  // namespace headroom::trace
