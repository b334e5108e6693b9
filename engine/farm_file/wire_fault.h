// Where bytes stop being a farm in protobuf's wire format.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace headroom::farm_file {

struct WireFault {
  std::string path;  ///< Of the field it is in: "zone[2].member[0].server"; may be empty.
  std::string what;
  std::size_t byte = 0;
};

/// The first fault of bytes that protobuf refused; nullopt when this walk finds none.
std::optional<WireFault> findWireFault(std::string_view bytes);

}  // namespace headroom::farm_file
