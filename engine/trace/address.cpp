#include "engine/trace/address.h"

#include <algorithm>

namespace headroom::trace {

std::string_view hostOf(std::string_view address, Port port) {
  if (address.starts_with('[')) return address.substr(1, std::min(address.find(']'), address.size()) - 1);
  const std::size_t colon = address.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return address;
  const bool isPort = port == Port::Always || address.find(':') == colon;
  return isPort ? address.substr(0, colon) : address;
}

}  // namespace headroom::trace
