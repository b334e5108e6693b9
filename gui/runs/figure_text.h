// Figures as every window of the app writes them.
#pragma once

#include <QString>
#include <cstdint>

namespace headroom::gui {

// The engine's own words (engine/results/figures.h), so that the app, the terminal and reports say the same figure in
// the same way whatever the user's language: thousands grouped by a no-break space, a decimal point.

/// "12 345".
QString countText(std::uint64_t count);
/// The same of a figure that is no whole number: "12 346"; a dash where it is none at all.
QString roundCountText(double count);
/// "26.4 %", with fewer decimals where nothing or all is meant and more below 1 %.
QString percentText(double share);
/// "1.42": so many decimals.
QString decimalText(double value, int decimals);

}  // namespace headroom::gui
