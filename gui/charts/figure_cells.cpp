#include "gui/charts/figure_cells.h"

#include <QCoreApplication>
#include <cmath>
#include <limits>

#include "engine/base/quantity.h"
#include "engine/base/text.h"

namespace headroom::gui::sheets {
namespace {

using results::Estimate;
using results::Unit;

QString tr(const char* text) {
  return QCoreApplication::translate("ResultsPanel", text);
}

}  // namespace

QString plain(double value) {
  return std::isfinite(value) ? QString::fromStdString(formatNumber(value)) : QString();
}

FigureCell cellOf(const Estimate& estimate, Unit unit) {
  FigureCell cell;
  const bool observed = std::isfinite(estimate.mean) && (estimate.count > 0 || unit != Unit::Milliseconds);
  const QString half = QString::fromStdString(halfWidth(estimate, unit));
  cell.text = observed ? QString::fromStdString(meanOf(estimate, unit)) : QStringLiteral("–");
  if (observed && !half.isEmpty()) cell.text += QStringLiteral(" ±") + half;
  cell.sort = observed ? estimate.mean : -std::numeric_limits<double>::infinity();
  cell.plain = {observed ? plain(estimate.mean) : QString(), estimate.low ? plain(*estimate.low) : QString(),
                estimate.high ? plain(*estimate.high) : QString()};
  if (!observed) {
    cell.tip = tr("Nothing was observed.");
  } else if (half.isEmpty()) {
    cell.tip =
        estimate.why.empty() ? tr("No interval.") : tr("No interval: %1").arg(QString::fromStdString(estimate.why));
  } else {
    cell.tip = tr("95 % interval %1, from %2 observations")
                   .arg(QString::fromStdString(interval(estimate, unit)),
                        QString::fromStdString(results::count(estimate.count)));
  }
  return cell;
}

FigureCell cellOf(const std::optional<Estimate>& estimate, Unit unit) {
  if (estimate) return cellOf(*estimate, unit);
  FigureCell cell;
  cell.sort = -std::numeric_limits<double>::infinity();
  cell.plain = {QString(), QString(), QString()};
  return cell;
}

FigureCell cellOf(const std::string& name) {
  return {QString::fromStdString(printable(name)), {}, {QString::fromStdString(name)}, {}, {}};
}

FigureCell countCell(std::uint64_t count, const QString& tip) {
  FigureCell cell;
  cell.text = QString::fromStdString(results::count(count));
  cell.sort = QVariant::fromValue(static_cast<qulonglong>(count));
  cell.plain = {QString::number(count)};
  cell.tip = tip;
  if (count > 0) cell.state = results::State::Over;
  return cell;
}

FigureCell plainCount(std::uint64_t count) {
  FigureCell cell = countCell(count);
  cell.state.reset();
  return cell;
}

FigureColumn named(const QString& title) {
  return {title, {}, {}, false};
}

FigureColumn figure(const QString& title, const QString& key, const QString& unit, const QString& tip) {
  const QString end = unit.isEmpty() ? QString() : '_' + unit;
  return {title, {key + end, key + QStringLiteral("_low") + end, key + QStringLiteral("_high") + end}, tip, true};
}

}  // namespace headroom::gui::sheets
