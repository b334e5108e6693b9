// All charts in one widget.
#pragma once

#include <QWidget>
#include <vector>

#include "gui/charts/chart_widget.h"

namespace headroom::gui {

/// The charts of makeCharts() as a grid, two a row.
class ChartsPanel : public QWidget {
  Q_OBJECT
 public:
  explicit ChartsPanel(QWidget* parent = nullptr);

  /// In the order of makeCharts().
  const std::vector<ChartWidget*>& charts() const { return charts_; }

  // As ChartWidget's, for each of the charts.
  void setFarm(const farm::Farm& farm);
  void addSnapshot(const sim::Snapshot& snapshot);
  void showResult(const results::RunResult& result);
  void clear();
  void setDark(bool dark);
  void highlight(const QString& object);

 private:
  std::vector<ChartWidget*> charts_;
};

}  // namespace headroom::gui
