#include "gui/charts/scale.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "engine/results/figures.h"

namespace headroom::gui {

namespace {

constexpr std::array<double, 27> kTimeSteps = {0.001, 0.002, 0.005, 0.01, 0.02, 0.05,  0.1,   0.2,   0.5,
                                               1,     2,     5,     10,   15,   30,    60,    120,   300,
                                               600,   900,   1800,  3600, 7200, 10800, 21600, 43200, 86400};

QString padded(qint64 number) {
  return QString::number(number).rightJustified(2, QLatin1Char('0'));
}

QString label(double seconds, double step, bool hours) {
  if (step < 1) return QString::number(seconds, 'f', step < 0.01 ? 3 : step < 0.1 ? 2 : 1);
  const auto whole = static_cast<qint64>(std::llround(seconds));
  if (hours) {
    const QString start = QString::number(whole / 3600);
    if (step >= 3600) return start;
    const QString minutes = start + ':' + padded(whole / 60 % 60);
    return step >= 60 ? minutes : minutes + ':' + padded(whole % 60);
  }
  return step >= 60 ? QString::number(whole / 60) : QString::number(whole / 60) + ':' + padded(whole % 60);
}

}  // namespace

ValueScale valueScale(double largest, int ticks) {
  if (!std::isfinite(largest) || largest <= 0) return {1, 0.25, 2};
  const double rough = largest / ticks;
  const double power = std::pow(10, std::floor(std::log10(rough)));
  for (const double factor : {1.0, 2.0, 2.5, 5.0, 10.0}) {
    const double step = factor * power;
    if (step < rough * (1 - 1e-9)) continue;
    const double digits = std::floor(std::log10(step) + 1e-9) - (factor == 2.5 ? 1 : 0);
    return {std::ceil(largest / step - 1e-9) * step, step, std::max(0, static_cast<int>(-digits))};
  }
  return {largest, largest, 0};
}

ValueScale wholeScale(const ValueScale& scale) {
  if (scale.step == std::floor(scale.step)) return scale;
  const double step = scale.step < 1 ? 1 : 5;  // 2.5 is the only other one that is not whole
  return {std::ceil(scale.top / step) * step, step, 0};
}

std::vector<QString> valueTicks(const ValueScale& scale) {
  std::vector<QString> labels;
  if (!(scale.step > 0) || !(scale.top / scale.step < 1000)) return labels;
  const auto last = static_cast<int>(std::floor(scale.top / scale.step + 1e-6));
  for (int i = 0; i <= last; ++i)
    labels.push_back(QString::fromStdString(results::fixed(i * scale.step, scale.decimals)));
  return labels;
}

TimeScale timeScale(double from, double to, int most) {
  TimeScale scale;
  if (!(to > from) || most < 1) return scale;
  double step = kTimeSteps.back();
  for (const double candidate : kTimeSteps) {
    if ((to - from) / candidate <= most) {
      step = candidate;
      break;
    }
  }
  while ((to - from) / step > most) step *= 2;
  const bool hours = to > 7200;
  const bool plainSeconds = step < 1 || (to <= 180 && step < 60);
  if (plainSeconds) {
    scale.unit = QStringLiteral("s");
  } else if (hours) {
    scale.unit = step >= 3600 ? QStringLiteral("h") : step >= 60 ? QStringLiteral("h:min") : QStringLiteral("h:min:s");
  } else {
    scale.unit = step >= 60 ? QStringLiteral("min") : QStringLiteral("min:s");
  }
  const auto first = static_cast<qint64>(std::ceil(from / step - 1e-9));
  const auto last = static_cast<qint64>(std::floor(to / step + 1e-9));
  for (qint64 i = first; i <= last; ++i) {
    const double at = static_cast<double>(i) * step;
    scale.ticks.push_back({at, plainSeconds && step >= 1 ? QString::number(std::llround(at)) : label(at, step, hours)});
  }
  return scale;
}

QString timeText(double seconds) {
  if (seconds < 120) return QString::number(seconds, 'f', 1) + QStringLiteral(" s");
  const auto whole = static_cast<qint64>(std::llround(seconds));
  if (whole < 7200) return QString::number(whole / 60) + ':' + padded(whole % 60) + QStringLiteral(" min");
  return QString::number(whole / 3600) + ':' + padded(whole / 60 % 60) + ':' + padded(whole % 60) +
         QStringLiteral(" h");
}

double growingEnd(double now, double end) {
  double top = 86400;
  for (const double round :
       {10.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1200.0, 1800.0, 3600.0, 7200.0, 14400.0, 28800.0, 43200.0, 86400.0}) {
    if (now <= round) {
      top = round;
      break;
    }
  }
  while (top < now) top *= 2;
  return end > 0 && end >= now ? std::min(top, end) : top;
}

}  // namespace headroom::gui
