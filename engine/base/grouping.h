// Large numbers as people read them.
#pragma once

#include <string>
#include <string_view>

namespace headroom {

/// How thousands are grouped wherever people read figures, in whatever language their system is: by a no-break space
/// (U+00A0), as ISO 80000-1 has it. A comma or a point would be a decimal sign to half of the readers. Terminals get
/// a plain space; files that machines read have no groups at all.
inline constexpr std::string_view kGroupSeparator = "\u00A0";

/// A whole number's digits in groups of three: "1 204 377".
std::string grouped(std::string_view digits, std::string_view separator = kGroupSeparator);

}  // namespace headroom
