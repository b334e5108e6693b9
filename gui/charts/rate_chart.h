// Requests per second over time, with a window that the user drags.
#pragma once

#include <QPointF>
#include <QString>
#include <QVector>
#include <QWidget>
#include <optional>
#include <utility>

namespace headroom::gui {

class RateView;

/// What there is to see. Times are seconds from a moment that the title names.
struct RateDrawing {
  double from = 0, to = 1;
  QVector<QPointF> points;  ///< Requests per second.
  /// The busiest minute, as a band.
  struct Peak {
    double from = 0, to = 0;
    QString label;
  };
  std::optional<Peak> peak;
  QString timeTitle;
  QString empty;  ///< Instead of a curve.
};

/// Dragging an edge of the window moves that edge, dragging inside moves the window, dragging elsewhere begins a new
/// one, a double click takes everything. Keys: arrows move the window by a hundredth of what is seen, with Ctrl only
/// its beginning, with Shift only its end; 0 takes everything.
class RateChart : public QWidget {
  Q_OBJECT
 public:
  explicit RateChart(QWidget* parent = nullptr);

  void setRates(RateDrawing rates);
  void setDark(bool dark);
  /// The part that is taken, in seconds as in RateDrawing; tells nobody.
  void setWindow(double from, double to);
  std::pair<double, double> window() const;
  /// Where on the widget a moment is drawn.
  QPoint placeOf(double seconds) const;

 signals:
  /// While the user drags, and by keys.
  void windowMoved(double from, double to);
  /// A double click, or 0: all of the time is to be taken.
  void wholeWished();

 private:
  RateView* view_;
};

}  // namespace headroom::gui
