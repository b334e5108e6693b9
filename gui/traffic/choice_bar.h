// Which requests count: the rate curve with its window, and what kinds of requests are taken.
#pragma once

#include <QWidget>
#include <array>

#include "gui/traffic/traffic_study.h"

class QCheckBox;
class QDateTimeEdit;
class QLabel;
class QToolButton;

namespace headroom::gui {

class RateChart;

/// Shows the study's choice and changes it. The window can be dragged on the curve, moved by keys, or typed.
class ChoiceBar : public QWidget {
  Q_OBJECT
 public:
  explicit ChoiceBar(TrafficStudy& study, QWidget* parent = nullptr);

  RateChart& chart() { return *chart_; }
  void setDark(bool dark);

 private:
  QWidget* makeKinds();
  QWidget* makeTimes();
  void drawRates();
  void showWindow();
  void showKinds();
  void takeTyped();

  TrafficStudy& study_;
  RateChart* chart_ = nullptr;
  QDateTimeEdit* from_ = nullptr;
  QDateTimeEdit* to_ = nullptr;
  QToolButton* whole_ = nullptr;
  QLabel* selected_ = nullptr;
  QCheckBox* robots_ = nullptr;
  std::array<QCheckBox*, trace::kTrafficClasses> kinds_{};
  trace::RequestFilter drawn_;
};

}  // namespace headroom::gui
