#include "gui/charts/legend.h"

#include <QMouseEvent>
#include <QPainter>
#include <QPixmap>
#include <QStyle>
#include <QStyleOption>
#include <QToolButton>
#include <algorithm>

#include "gui/charts/flow_layout.h"

namespace headroom::gui {

namespace {

constexpr QSize kSampleSize(30, 12);

class LegendButton : public QToolButton {
 public:
  LegendButton(Legend* legend, QString name) : QToolButton(legend), legend_(legend), name_(std::move(name)) {}

 protected:
  /// Flat, so that a legend reads as a legend; hover and focus still show that it can be clicked.
  void paintEvent(QPaintEvent*) override {
    QStyleOptionToolButton option;
    initStyleOption(&option);
    QPainter painter(this);
    if (option.state & QStyle::State_MouseOver) {
      QColor shade = palette().color(QPalette::ButtonText);
      shade.setAlphaF(0.1F);
      painter.setPen(Qt::NoPen);
      painter.setBrush(shade);
      painter.drawRoundedRect(rect(), 3, 3);
    }
    option.state &= ~(QStyle::State_On | QStyle::State_Sunken | QStyle::State_Raised);
    style()->drawControl(QStyle::CE_ToolButtonLabel, &option, &painter, this);
    if (hasFocus()) {
      QStyleOptionFocusRect focus;
      focus.initFrom(this);
      focus.rect = rect().adjusted(1, 1, -1, -1);
      style()->drawPrimitive(QStyle::PE_FrameFocusRect, &focus, &painter, this);
    }
  }
  void mouseDoubleClickEvent(QMouseEvent* event) override {
    emit legend_->isolated(name_);
    event->accept();
  }

 private:
  Legend* legend_;
  QString name_;
};

}  // namespace

Legend::Legend(QWidget* parent) : QWidget(parent) {
  auto* flow = new FlowLayout(this);
  flow->setContentsMargins(0, 0, 0, 0);
  flow->setSpacing(2);
}

void Legend::setEntries(const std::vector<Entry>& entries, const ChartTheme& theme) {
  if (entries == entries_ && theme.dark == theme_.dark && theme.background == theme_.background) return;
  const auto sameNames = [&] {
    return std::equal(entries.begin(), entries.end(), entries_.begin(), entries_.end(),
                      [](const Entry& a, const Entry& b) { return a.name == b.name; });
  };
  if (!sameNames()) {
    for (QToolButton* button : buttons_) {
      button->hide();
      layout()->removeWidget(button);
      button->deleteLater();  // it may be the one being clicked
    }
    buttons_.clear();
    for (const Entry& entry : entries) {
      auto* button = new LegendButton(this, entry.name);
      button->setObjectName("legend-" + entry.name);
      button->setText(QString(entry.name).replace('&', "&&"));
      button->setAutoRaise(true);
      button->setCheckable(true);
      button->setFocusPolicy(Qt::TabFocus);
      button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
      button->setIconSize(kSampleSize);
      button->setToolTip(tr("Click hides or shows this series, double click shows it alone"));
      const QString name = entry.name;
      connect(button, &QToolButton::clicked, this, [this, name] { emit toggled(name); });
      layout()->addWidget(button);
      buttons_.push_back(button);
    }
  }
  entries_ = entries;
  theme_ = theme;
  for (std::size_t i = 0; i < buttons_.size(); ++i) paintIcon(*buttons_[i], entries_[i], theme_);
  updateGeometry();
}

void Legend::paintIcon(QToolButton& button, const Entry& entry, const ChartTheme& theme) const {
  const qreal ratio = devicePixelRatioF();
  QPixmap sample(kSampleSize * ratio);
  sample.setDevicePixelRatio(ratio);
  sample.fill(Qt::transparent);
  QPainter painter(&sample);
  if (entry.hidden) painter.setOpacity(0.25);
  paintSample(painter, entry.style, theme, QRectF(QPointF(1, 0), QSizeF(kSampleSize) - QSizeF(2, 0)));
  painter.end();
  button.setIcon(sample);
  button.setChecked(!entry.hidden);
  button.setAccessibleName(entry.hidden ? tr("%1, hidden").arg(entry.name) : entry.name);
  QFont font = button.font();
  font.setStrikeOut(entry.hidden);
  button.setFont(font);
  QPalette colours = button.palette();
  colours.setColor(QPalette::ButtonText, entry.hidden ? theme.faintText : theme.text);
  colours.setColor(QPalette::WindowText, entry.hidden ? theme.faintText : theme.text);
  button.setPalette(colours);
}

}  // namespace headroom::gui
