// One chart over simulated time, ready to be put into a dock.
#pragma once

#include <QByteArray>
#include <QImage>
#include <QPointF>
#include <QString>
#include <QStringList>
#include <QVector>
#include <QWidget>
#include <memory>
#include <optional>
#include <vector>

#include "engine/farm/farm.h"
#include "engine/results/results.h"
#include "engine/sim/sim.h"

namespace headroom::gui {

/// A chart with its own legend, empty state and controls. Wheel zooms the time axis at the cursor, dragging selects a
/// span, double click resets; the mouse or the arrow keys move a crosshair that tells every series' value at that time;
/// a click on a legend entry hides its series, a double click isolates it; the context menu and Ctrl+C copy the chart.
/// It follows the palette's dark or light unless told otherwise. While live it keeps a bounded number of points a
/// series: minima and maxima survive the thinning, nothing is averaged.
class ChartWidget : public QWidget {
  Q_OBJECT
 public:
  class Content;  ///< What tells one kind of chart from another; inside gui/charts only.
  ~ChartWidget() override;

  /// Stable id for docks and settings: "latency", "load", "utilisation", "queue", "servers".
  QString id() const;
  /// For the dock's title bar: "Latency per zone".
  QString title() const;

  /// Which objects to expect, their order and colours, and the objectives to draw. Clears the curves when the objects
  /// changed.
  void setFarm(const farm::Farm& farm);
  /// Another point of each live curve; a time before the last one begins a new run.
  void addSnapshot(const sim::Snapshot& snapshot);
  /// Replaces the live curves by the series of the whole run, whose percentiles are those of all replications merged.
  void showResult(const results::RunResult& result);
  /// No curves; the farm's objects stay known.
  void clear();
  /// Fixes dark or light. Without a call the palette decides.
  void setDark(bool dark);
  /// Draws the series of one object (server, zone) on top and the others faint; empty: all alike.
  void highlight(const QString& object);

  /// As in the legend, hidden ones too.
  QStringList seriesNames() const;
  /// What is drawn of a series: time in seconds, value in the unit of the y axis (ms, requests/s, %, requests,
  /// servers). Gaps are NaN.
  QVector<QPointF> pointsOf(const QString& series) const;
  /// False too for a name that the chart does not have.
  bool isSeriesVisible(const QString& series) const;
  /// As a click on the legend entry; no effect for an unknown name.
  void setSeriesVisible(const QString& series, bool visible);
  /// Shown part of the time axis in seconds.
  std::pair<double, double> timeRange() const;
  /// Zooms; nullopt shows everything again.
  void setTimeRange(std::optional<std::pair<double, double>> seconds);
  /// What the crosshair says at a time: one line a visible series, the time first. Empty without data.
  QStringList valuesAt(double seconds) const;
  /// Moves the crosshair; nullopt hides it.
  void setCrosshair(std::optional<double> seconds);
  /// Whether nothing is drawn and the widget says so in words.
  bool isEmpty() const;

  /// The chart with title and legend as it is printed or copied: light, `scale` device pixels per unit.
  QImage toImage(QSize size, double scale) const;
  /// The same as vectors.
  QByteArray toSvg(QSize size) const;

 public slots:
  /// Puts toImage() on the clipboard, in one size however small the window is.
  void copyAsPng();
  /// Puts toSvg() on the clipboard.
  void copyAsSvg();

 signals:
  /// The user zoomed or reset; other charts follow with setTimeRange().
  void timeRangePicked(std::optional<std::pair<double, double>> seconds);
  /// The user moved it; other charts follow with setCrosshair().
  void crosshairMoved(std::optional<double> seconds);

 protected:
  ChartWidget(std::unique_ptr<Content> content, QWidget* parent);
  void changeEvent(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  class Inside;
  std::unique_ptr<Inside> inside_;
};

/// p50, p95 and p99 of the users' response times per zone, in ms, with the objectives as lines.
class LatencyChart : public ChartWidget {
  Q_OBJECT
 public:
  explicit LatencyChart(QWidget* parent = nullptr);
};

/// Requests answered per second and zone.
class LoadChart : public ChartWidget {
  Q_OBJECT
 public:
  explicit LoadChart(QWidget* parent = nullptr);
};

/// Busy share of each server's cores, 0 to 100 %, with the target as a line.
class UtilisationChart : public ChartWidget {
  Q_OBJECT
 public:
  explicit UtilisationChart(QWidget* parent = nullptr);
};

/// Requests waiting at each server.
class QueueChart : public ChartWidget {
  Q_OBJECT
 public:
  explicit QueueChart(QWidget* parent = nullptr);
};

/// Servers of each zone whose number of servers follows its load: those that take requests, boot and drain.
class ServersChart : public ChartWidget {
  Q_OBJECT
 public:
  explicit ServersChart(QWidget* parent = nullptr);
};

/// The five charts, one for each dock, with linked time axes and crosshairs. Owned by `parent`.
std::vector<ChartWidget*> makeCharts(QWidget* parent);

}  // namespace headroom::gui
