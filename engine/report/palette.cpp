#include "engine/report/palette.h"

#include <array>

namespace headroom::report {

const Shade& shadeOf(Ink ink) {
  static constexpr std::array<Shade, kInks> kShades = {
      {{"none", 0xFFFFFF, 0x000000},      {"text", 0x1A1A1A, 0xECECEC},      {"muted", 0x595959, 0xB0B0B0},
       {"grid", 0xD5D7DB, 0x44474C},      {"panel", 0xF4F5F7, 0x2A2C30},     {"paper", 0xFFFFFF, 0x1E1E1E},
       {"accent", 0x0072B2, 0x6CB8EA},    {"ok", 0x009E73, 0x2FC79B},        {"near", 0xB87900, 0xE69F00},
       {"over", 0xC24A00, 0xF0783C},      {"ok-fill", 0xDDF2EB, 0x143D31},   {"near-fill", 0xFCEBC4, 0x4A3708},
       {"over-fill", 0xF9D0B9, 0x5E2408}, {"idle-fill", 0xEDEEF0, 0x34373C}, {"ok-text", 0x006B4E, 0x5FD9B4},
       {"near-text", 0x7A5000, 0xF2B93B}, {"over-text", 0xA03A00, 0xFF9A66}, {"line0", 0x0072B2, 0x6CB8EA},
       {"line1", 0xD55E00, 0xF0783C},     {"line2", 0x009E73, 0x2FC79B},     {"line3", 0xB65A8C, 0xDE96BE},
       {"line4", 0x1A1A1A, 0xECECEC},     {"line5", 0xB87900, 0xE69F00},     {"line6", 0x2F8FC4, 0x56B4E9},
       {"line7", 0x707070, 0xA8A8A8},     {"heat0", 0x00224E, 0x00224E},     {"heat1", 0x434E6C, 0x434E6C},
       {"heat2", 0x7D7C78, 0x7D7C78},     {"heat3", 0xBCAF6F, 0xBCAF6F},     {"heat4", 0xFEE838, 0xFEE838},
       {"heat-over", 0xC24A00, 0xC24A00}, {"on-dark", 0xFFFFFF, 0xFFFFFF},   {"on-light", 0x1A1A1A, 0x1A1A1A}}};
  return kShades[static_cast<std::size_t>(ink)];
}

std::vector<double> dashesOf(const Stroke& stroke) {
  const double w = stroke.width;
  switch (stroke.dash) {
    case Dash::Long:
      return {6 * w, 3 * w};
    case Dash::Short:
      return {3 * w, 2 * w};
    case Dash::Dot:
      return {w, 2 * w};
    case Dash::DashDot:
      return {6 * w, 2 * w, w, 2 * w};
    case Dash::Solid:
      break;
  }
  return {};
}

}  // namespace headroom::report
