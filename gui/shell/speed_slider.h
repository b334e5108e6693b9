// How fast simulated time passes.
#pragma once

#include <QWidget>

class QLabel;
class QSlider;

namespace headroom::gui {

/// A logarithmic slider from real time to ten thousand times that, and "as fast as possible" at its end.
class SpeedSlider : public QWidget {
  Q_OBJECT

 public:
  explicit SpeedSlider(QWidget* parent = nullptr);

  /// Simulated seconds per second; 0: as fast as possible.
  double speed() const;
  void setSpeed(double speed);

 signals:
  void speedChanged(double speed);

 private:
  void describe();

  QSlider* slider_ = nullptr;
  QLabel* label_ = nullptr;
};

}  // namespace headroom::gui
