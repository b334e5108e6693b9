// The plotted part of a chart: axes, curves, reference lines and crosshair. The only place that knows Qt Charts.
#pragma once

#include <QChartView>
#include <QString>
#include <QVector>
#include <optional>
#include <utility>
#include <vector>

#include "gui/charts/scale.h"
#include "gui/charts/style.h"

class QCategoryAxis;
class QLineSeries;

namespace headroom::gui {

/// Everything that is to be seen, already chosen and scaled.
struct Drawing {
  /// A curve.
  struct Line {
    CurveStyle style;
    QVector<QPointF> points;  ///< Seconds and values; NaN values are gaps.
    bool faint = false;
    bool marked = true;  ///< With its marker now and then.
  };
  /// A horizontal line across the chart, with its label at the right.
  struct Reference {
    double value = 0;
    QString label;
  };
  std::vector<Line> lines;
  std::vector<Reference> references;
  double timeFrom = 0;
  double timeTo = 10;
  ValueScale values;
  QString timeTitle;  ///< Without unit.
  QString valueTitle;
  QString empty;  ///< Instead of curves; empty: there are some.
};

/// Draws a Drawing, and turns mouse and keys into wishes about the time axis.
class ChartView : public QChartView {
  Q_OBJECT
 public:
  explicit ChartView(QWidget* parent = nullptr);

  /// For a view that is only rendered: lines with true dashes, and no waiting for the event loop to lay it out.
  void usePaper(QSize size);
  /// Replaces everything that is seen; curves that stay keep their place.
  void setDrawing(Drawing drawing, const ChartTheme& theme);
  /// A vertical line with `text` on a plate beside it, the first line being the time.
  void setCrosshair(std::optional<double> seconds, const QStringList& text,
                    const std::vector<std::optional<CurveStyle>>& styles);
  /// Milliseconds the last painting took.
  double paintingTime() const { return paintingTime_; }

 signals:
  /// The user wants to see this span; nullopt: everything.
  void spanWished(std::optional<std::pair<double, double>> seconds);
  /// The pointer is at this time, in seconds; nullopt: it has left.
  void crosshairWished(std::optional<double> seconds);

 protected:
  void paintEvent(QPaintEvent* event) override;
  void drawForeground(QPainter* painter, const QRectF& rect) override;
  void resizeEvent(QResizeEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

  // For views that add something of their own on top.
  const Drawing& drawing() const { return drawing_; }
  const ChartTheme& theme() const { return theme_; }
  double secondsAt(double x) const;
  QPointF placeOf(QPointF point) const;

 private:
  void updateLines();
  void updateAxes();
  void fitLastLabel(const TimeScale& scale);
  void updateValues();
  void updateColours();
  void zoomAround(double seconds, double factor);
  QPointF pointAt(QPointF place) const;
  void paintReferences(QPainter& painter) const;
  void paintMarkers(QPainter& painter) const;
  void paintCrosshair(QPainter& painter) const;
  void paintSelection(QPainter& painter) const;
  void paintEmpty(QPainter& painter) const;

  Drawing drawing_;
  ChartTheme theme_;
  std::vector<QLineSeries*> series_;
  QCategoryAxis* times_;
  QCategoryAxis* values_;  ///< With labels of its own, because Qt groups thousands only as a locale does.
  std::optional<double> crosshair_;
  QStringList crosshairText_;
  std::vector<std::optional<CurveStyle>> crosshairStyles_;
  std::optional<double> dragFrom_;
  std::optional<double> dragTo_;
  double paintingTime_ = 0;
  bool onPaper_ = false;
};

}  // namespace headroom::gui
