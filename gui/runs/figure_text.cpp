#include "gui/runs/figure_text.h"

#include "engine/results/figures.h"

namespace headroom::gui {

QString countText(std::uint64_t count) {
  return QString::fromStdString(results::count(count));
}

QString roundCountText(double count) {
  return decimalText(count, 0);
}

QString percentText(double share) {
  const double percent = share * 100;
  const int decimals = percent >= 99.95 || percent < 0.005 ? 0 : percent < 1 ? 2 : 1;
  return decimalText(percent, decimals) + QStringLiteral("\u00A0%");
}

QString decimalText(double value, int decimals) {
  return QString::fromStdString(results::fixed(value, decimals));
}

}  // namespace headroom::gui
