#include "gui/charts/charts_panel.h"

#include <QGridLayout>
#include <QLabel>

namespace headroom::gui {

ChartsPanel::ChartsPanel(QWidget* parent) : QWidget(parent), charts_(makeCharts(this)) {
  auto* grid = new QGridLayout(this);
  grid->setContentsMargins(0, 4, 0, 0);
  grid->setSpacing(6);
  for (std::size_t i = 0; i < charts_.size(); ++i) {
    auto* title = new QLabel(charts_[i]->title(), this);
    QFont bold = title->font();
    bold.setBold(true);
    title->setFont(bold);
    title->setBuddy(charts_[i]);
    title->setIndent(6);
    const int row = static_cast<int>(i / 2) * 2;
    const int column = static_cast<int>(i % 2);
    grid->addWidget(title, row, column);
    grid->addWidget(charts_[i], row + 1, column);
    grid->setRowStretch(row + 1, 1);
    grid->setColumnStretch(column, 1);
  }
}

void ChartsPanel::setFarm(const farm::Farm& farm) {
  for (ChartWidget* chart : charts_) chart->setFarm(farm);
}

void ChartsPanel::addSnapshot(const sim::Snapshot& snapshot) {
  for (ChartWidget* chart : charts_) chart->addSnapshot(snapshot);
}

void ChartsPanel::showResult(const results::RunResult& result) {
  for (ChartWidget* chart : charts_) chart->showResult(result);
}

void ChartsPanel::clear() {
  for (ChartWidget* chart : charts_) chart->clear();
}

void ChartsPanel::setDark(bool dark) {
  for (ChartWidget* chart : charts_) chart->setDark(dark);
}

void ChartsPanel::highlight(const QString& object) {
  for (ChartWidget* chart : charts_) chart->highlight(object);
}

}  // namespace headroom::gui
