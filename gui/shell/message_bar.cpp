#include "gui/shell/message_bar.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

#include "gui/canvas/diagram_colours.h"

namespace headroom::gui {

MessageBar::MessageBar(QWidget* parent) : QFrame(parent) {
  setObjectName("messageBar");
  auto* layout = new QHBoxLayout(this);
  layout->setContentsMargins(12, 7, 8, 7);
  sign_ = new QLabel(this);
  text_ = new QLabel(this);
  text_->setWordWrap(true);
  text_->setTextFormat(Qt::PlainText);
  text_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  auto* close = new QToolButton(this);
  close->setText(QStringLiteral("✕"));
  close->setAutoRaise(true);
  close->setAccessibleName(tr("Dismiss message"));
  close->setToolTip(close->accessibleName());
  layout->addWidget(sign_, 0, Qt::AlignTop);
  layout->addWidget(text_, 1);
  layout->addWidget(close, 0, Qt::AlignTop);
  connect(close, &QToolButton::clicked, this, &MessageBar::dismiss);
  hide();
}

void MessageBar::tell(Kind kind, const QString& text) {
  kind_ = kind;
  text_->setText(text);
  dress();
  show();
}

void MessageBar::dismiss() {
  text_->clear();
  hide();
}

QString MessageBar::text() const {
  return text_->text();
}

void MessageBar::changeEvent(QEvent* event) {
  if (event->type() == QEvent::PaletteChange) dress();
  QFrame::changeEvent(event);
}

void MessageBar::dress() {
  const bool dark = isDarkPalette(palette());
  const bool trouble = kind_ == Kind::Trouble;
  sign_->setText(trouble ? QStringLiteral("⚠") : QStringLiteral("✓"));
  const QString ground = trouble ? (dark ? "#4a2a18" : "#fdece0") : (dark ? "#173a30" : "#e2f4ee");
  const QString ink = dark ? "#f1f3f6" : "#22262c";
  const QString sheet =
      QString("QFrame#messageBar { background: %1; } QFrame#messageBar QLabel { color: %2; }").arg(ground, ink);
  if (styleSheet() != sheet) setStyleSheet(sheet);
}

}  // namespace headroom::gui
