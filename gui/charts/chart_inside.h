// The works of a ChartWidget.
#pragma once

#include <QElapsedTimer>
#include <QTimer>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "gui/charts/chart_view.h"
#include "gui/charts/content.h"
#include "gui/charts/legend.h"

class QBoxLayout;
class QComboBox;
class QHBoxLayout;
class QToolButton;

namespace headroom::gui {

/// Chooses what of the content is seen, and keeps view, legend and controls in step with it.
class ChartWidget::Inside {
 public:
  Inside(ChartWidget& widget, std::unique_ptr<Content> content);

  Content& content() { return *content_; }
  const Content& content() const { return *content_; }

  /// At most every 33 ms, and more seldom where painting is slow, so that charts never take the window's time.
  void refreshSoon();
  /// Draws what is due now, whenever the last time was.
  void refresh();
  /// Arranges legend and controls so that the curves get most of a small dock.
  void fitTo(QSize size);
  /// Offers the zones and measures of the new farm; a choice that still exists stays.
  void farmChanged();
  /// Back to the whole time axis without a crosshair.
  void wasCleared();

  void setDark(bool dark) { dark_ = dark; }
  ChartTheme theme() const;
  /// Seconds; nullopt: the whole run.
  void setSpan(std::optional<std::pair<double, double>> seconds);
  /// What is seen of the time, in seconds.
  std::pair<double, double> span() const;
  /// What there is to see: of a live run up to the next round time.
  std::pair<double, double> wholeSpan() const;
  void setCrosshair(std::optional<double> seconds);
  void setHighlight(const std::string& object) { highlight_ = object; }
  /// Hides a curve, or shows it again.
  void toggle(const QString& name);
  /// Hides all others; once more shows all.
  void isolate(const QString& name);

  bool isShown(const Curve& curve) const { return passes(curve) && !curve.hidden; }
  /// What the crosshair says, the line of time first; `styles` in step with it.
  QStringList reading(double seconds, std::vector<std::optional<CurveStyle>>* styles = nullptr) const;
  /// Title, legend and chart on paper: always light.
  void paintOnPaper(QPainter& painter, QSize size) const;

 private:
  void makeControls(QHBoxLayout& row);
  void fillZones();
  bool passes(const Curve& curve) const;
  bool hasValues() const;
  Drawing drawing(bool forPaper) const;
  ValueScale valueScaleOf(const Drawing& drawing) const;
  std::vector<Legend::Entry> legendEntries() const;
  std::optional<double> nearestTime(double seconds) const;

  ChartWidget& widget_;
  std::unique_ptr<Content> content_;
  ChartView* view_;
  Legend* legend_;
  QBoxLayout* head_ = nullptr;
  QComboBox* zones_ = nullptr;
  std::vector<QToolButton*> measures_;
  bool measuresChosen_ = false;  ///< By the user: then a new farm does not change them.
  QTimer timer_;
  std::optional<bool> dark_;
  std::optional<std::pair<double, double>> span_;
  std::optional<double> crosshair_;
  std::string highlight_;
  mutable double lastTop_ = 0;  ///< Keeps a live value axis from jumping to and fro.
};

}  // namespace headroom::gui
