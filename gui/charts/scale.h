// Round numbers for axes.
#pragma once

#include <QString>
#include <vector>

namespace headroom::gui {

/// A value axis from 0 to `top` with a tick every `step`.
struct ValueScale {
  double top = 1;
  double step = 1;
  int decimals = 0;  ///< That the ticks need.
};

/// The smallest round scale that holds `largest` in about `ticks` steps of 1, 2, 2.5 or 5 times a power of ten. Not
/// finite, zero or negative: 0 to 1.
ValueScale valueScale(double largest, int ticks = 5);

/// The same for values that are counted: every tick is a whole number.
ValueScale wholeScale(const ValueScale& scale);

/// The labels of its ticks from 0 on, with grouped thousands.
std::vector<QString> valueTicks(const ValueScale& scale);

/// A tick of the time axis.
struct TimeTick {
  double seconds = 0;
  QString label;
};
/// A time axis.
struct TimeScale {
  std::vector<TimeTick> ticks;
  QString unit;  ///< How to read the labels: "s", "min", "min:s", "h", "h:min" or "h:min:s".
};

/// Round ticks between two times, at most `most` of them.
TimeScale timeScale(double from, double to, int most);

/// A time for reading out: "42.5 s", "3:05 min", "2:03:05 h".
QString timeText(double seconds);

/// The next round end of a growing time axis: 10 s, 30 s, 1 min, 2 min, 5 min, 10 min, …; never beyond `end` where that
/// is known (> 0).
double growingEnd(double now, double end);

}  // namespace headroom::gui
