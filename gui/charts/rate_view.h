// The plotted part of a RateChart.
#pragma once

#include "gui/charts/chart_view.h"
#include "gui/charts/rate_chart.h"

namespace headroom::gui {

class RateView : public ChartView {
  Q_OBJECT
 public:
  explicit RateView(QWidget* parent = nullptr);

  void setRates(RateDrawing rates);
  void setDark(bool dark);
  void setWindow(double from, double to);
  std::pair<double, double> window() const { return {from_, to_}; }
  QPoint placeOnView(double seconds) const { return placeOf({seconds, 0}).toPoint(); }

 signals:
  /// While the user drags, and by keys.
  void windowMoved(double from, double to);
  void wholeWished();

 protected:
  void drawForeground(QPainter* painter, const QRectF& rect) override;
  void wheelEvent(QWheelEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;

 private:
  enum class Grip { None, From, To, Whole, New };
  Grip gripAt(double x) const;
  bool isWhole() const;
  void draw();
  void move(double from, double to);
  void paintPeak(QPainter& painter) const;
  void paintWindow(QPainter& painter) const;

  RateDrawing rates_;
  bool dark_ = false;
  double from_ = 0, to_ = 1;
  Grip grip_ = Grip::None;
  double pressedAt_ = 0;
  std::pair<double, double> pressedWindow_;
};

}  // namespace headroom::gui
