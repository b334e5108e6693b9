// Version of the farm format.
#pragma once

namespace headroom::farm_file {

/// The version this program writes, and the newest it reads. It grows when an old reader would misunderstand a new
/// file.
inline constexpr int kFormatVersion = 1;

}  // namespace headroom::farm_file
