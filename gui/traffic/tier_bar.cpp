#include "gui/traffic/tier_bar.h"

#include <QCheckBox>
#include <QLabel>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include "gui/charts/flow_layout.h"
#include "gui/traffic/log_text.h"

namespace headroom::gui {
namespace {

constexpr int kLongestName = 32;

/// "www (18 075)", an overlong name cut; never taken for a shortcut.
QString boxText(const StudiedTier& tier) {
  QString name = tierName(tier.name);
  if (name.size() > kLongestName) name = name.left(kLongestName - 1) + QStringLiteral("…");
  return name.replace('&', QStringLiteral("&&")) + QStringLiteral(" (%1)").arg(countText(tier.requests));
}

}  // namespace

TierBar::TierBar(TrafficStudy& study, QWidget* parent) : QWidget(parent), study_(study) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(2);
  boxRow_ = new QWidget(this);
  auto* row = new FlowLayout(boxRow_);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(10);
  row->addWidget(new QLabel(tr("Front ends taken"), boxRow_));
  column->addWidget(boxRow_);
  warning_ = new QLabel(this);
  warning_->setObjectName("tierWarning");
  warning_->setTextFormat(Qt::PlainText);
  warning_->setWordWrap(true);
  column->addWidget(warning_);
  connect(&study_, &TrafficStudy::figuresChanged, this, &TierBar::follow);
  follow();
}

void TierBar::makeBoxes(std::size_t count) {
  while (boxes_.size() > count) {
    delete boxes_.back();
    boxes_.pop_back();
  }
  while (boxes_.size() < count) {
    const std::size_t place = boxes_.size();
    auto* box = new QCheckBox(boxRow_);
    connect(box, &QCheckBox::toggled, this, [this, place](bool taken) {
      if (place < shown_.size()) study_.takeTier(shown_[place].name, taken);
    });
    boxRow_->layout()->addWidget(box);
    boxes_.push_back(box);
    box->show();
  }
}

void TierBar::follow() {
  const std::vector<StudiedTier> now = study_.tiers();
  setVisible(now.size() > 1);
  if (now != shown_) {
    shown_ = now;
    makeBoxes(now.size());
    for (std::size_t i = 0; i < now.size(); ++i) {
      const QSignalBlocker quiet(boxes_[i]);
      boxes_[i]->setObjectName(QStringLiteral("tier ") + QString::fromStdString(now[i].name));
      boxes_[i]->setText(boxText(now[i]));
      boxes_[i]->setChecked(now[i].taken);
      boxes_[i]->setToolTip(now[i].inner ? tr("Its requests stand in the logs at another front end, too")
                                         : safeTip(now[i].name));
    }
  }
  const QString warning = study_.tierWarning();
  warning_->setText(warning.isEmpty() ? QString() : QStringLiteral("▲ ") + warning);
  warning_->setVisible(!warning.isEmpty());
}

}  // namespace headroom::gui
