#include "gui/shell/speed_slider.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QSlider>
#include <algorithm>
#include <cmath>

#include "gui/runs/figure_text.h"

namespace headroom::gui {
namespace {

constexpr int kStepsPerDecade = 10;
constexpr int kDecades = 4;
constexpr int kFastest = kStepsPerDecade * kDecades + 3;  ///< Beyond the scale: no brake at all.

}  // namespace

SpeedSlider::SpeedSlider(QWidget* parent) : QWidget(parent) {
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(6, 0, 6, 0);
  slider_ = new QSlider(Qt::Horizontal, this);
  slider_->setRange(0, kFastest);
  slider_->setFixedWidth(130);
  slider_->setAccessibleName(tr("Speed of the run"));
  slider_->setToolTip(tr("How fast simulated time passes. It never changes a result."));
  label_ = new QLabel(this);
  label_->setMinimumWidth(label_->fontMetrics().horizontalAdvance("10 000 ×"));
  layout->addWidget(slider_);
  layout->addWidget(label_);
  connect(slider_, &QSlider::valueChanged, this, [this] {
    describe();
    emit speedChanged(speed());
  });
  describe();
}

double SpeedSlider::speed() const {
  if (slider_->value() > kStepsPerDecade * kDecades) return 0;
  return std::pow(10.0, static_cast<double>(slider_->value()) / kStepsPerDecade);
}

void SpeedSlider::setSpeed(double speed) {
  if (speed <= 0) return slider_->setValue(kFastest);
  const double step = std::log10(std::max(1.0, speed)) * kStepsPerDecade;
  slider_->setValue(std::min(kStepsPerDecade * kDecades, static_cast<int>(std::lround(step))));
}

void SpeedSlider::describe() {
  const double now = speed();
  if (now == 0) return label_->setText(tr("max"));
  label_->setText((now < 1000 ? QString::number(now, 'g', now < 10 ? 2 : 3) : roundCountText(now)) + " ×");
}

}  // namespace headroom::gui
