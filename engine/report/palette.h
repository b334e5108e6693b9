// The shades of each ink on white and on dark paper. Okabe and Ito's colours, which people with any colour vision tell
// apart; text shades reach a contrast of 4.5 and graphics of 3 on their paper (WCAG 1.4.3 and 1.4.11). The heat ramp is
// cividis.
#pragma once

#include "engine/report/drawing.h"

namespace headroom::report {

struct Shade {
  const char* name;  ///< Of the CSS variable, without dashes.
  unsigned light;    ///< 0xRRGGBB
  unsigned dark;
};

const Shade& shadeOf(Ink ink);

/// Lengths of dash and gap; empty when solid.
std::vector<double> dashesOf(const Stroke& stroke);

}  // namespace headroom::report
