#include "gui/charts/rate_chart.h"

#include <QVBoxLayout>

#include "gui/charts/rate_view.h"

namespace headroom::gui {

RateChart::RateChart(QWidget* parent) : QWidget(parent), view_(new RateView(this)) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->addWidget(view_);
  setFocusProxy(view_);
  connect(view_, &RateView::windowMoved, this, &RateChart::windowMoved);
  connect(view_, &RateView::wholeWished, this, &RateChart::wholeWished);
}

void RateChart::setRates(RateDrawing rates) {
  view_->setRates(std::move(rates));
}

void RateChart::setDark(bool dark) {
  view_->setDark(dark);
}

void RateChart::setWindow(double from, double to) {
  view_->setWindow(from, to);
}

std::pair<double, double> RateChart::window() const {
  return view_->window();
}

QPoint RateChart::placeOf(double seconds) const {
  return view_->mapTo(this, view_->placeOnView(seconds));
}

}  // namespace headroom::gui
