#include "gui/shell/palette_panel.h"

#include <QApplication>
#include <QDrag>
#include <QLabel>
#include <QMimeData>
#include <QMouseEvent>
#include <QToolButton>
#include <QVBoxLayout>

#include "gui/canvas/diagram_view.h"
#include "gui/canvas/glyphs.h"

namespace headroom::gui {
namespace {

QString helpFor(Item item) {
  switch (item) {
    case Item::Users:
      return PalettePanel::tr("People or programs that send requests");
    case Item::Proxy:
      return PalettePanel::tr("Takes all requests and sends them to zones by path");
    case Item::Zone:
      return PalettePanel::tr("A deployment zone with its own balancer");
    case Item::Server:
      return PalettePanel::tr("A front-end server; drop it into a zone to make it a member");
    case Item::Database:
      return PalettePanel::tr("Keeps the data of applications");
    case Item::Application:
      return PalettePanel::tr("Lives in a zone; drop it there. Its route comes along");
    case Item::Note:
      return PalettePanel::tr("Words on the diagram");
  }
  return {};
}

}  // namespace

PalettePanel::PalettePanel(QWidget* parent) : QWidget(parent) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(8, 6, 8, 8);
  layout->setSpacing(2);
  for (std::size_t i = 0; i < paletteItems().size(); ++i) {
    const Item item = paletteItems()[i];
    auto* button = new QToolButton(this);
    button->setText(typeName(typeOf(item)));
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setIconSize(QSize(22, 22));
    button->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    button->setAutoRaise(true);
    button->setCheckable(true);
    button->setToolTip(helpFor(item));
    button->setAccessibleName(tr("Place %1").arg(button->text().toLower()));
    button->setAccessibleDescription(helpFor(item));
    button->installEventFilter(this);
    connect(button, &QToolButton::clicked, this, [this, item] { emit picked(item); });
    layout->addWidget(button);
    buttons_.push_back(button);
  }
  hint_ = new QLabel(tr("Drag onto the canvas, or double-click."), this);
  hint_->setWordWrap(true);
  hint_->setForegroundRole(QPalette::PlaceholderText);
  hint_->setContentsMargins(4, 8, 4, 0);
  layout->addWidget(hint_);
  layout->addStretch();
  setIcons();
}

void PalettePanel::setCurrent(std::optional<Item> item) {
  for (std::size_t i = 0; i < buttons_.size(); ++i) buttons_[i]->setChecked(item && paletteItems()[i] == *item);
}

void PalettePanel::setIcons() {
  const QColor colour = DiagramColours::forPalette(palette()).selection;
  for (std::size_t i = 0; i < buttons_.size(); ++i) buttons_[i]->setIcon(glyphIcon(typeOf(paletteItems()[i]), colour));
}

void PalettePanel::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  int needed = 16 + hint_->heightForWidth(width() - 16);
  for (const QToolButton* button : buttons_) needed += button->sizeHint().height() + 2;
  hint_->setVisible(height() >= needed);  // half a hint is none
}

void PalettePanel::changeEvent(QEvent* event) {
  if (event->type() == QEvent::PaletteChange) setIcons();
  QWidget::changeEvent(event);
}

bool PalettePanel::eventFilter(QObject* watched, QEvent* event) {
  const auto index = static_cast<std::size_t>(std::find(buttons_.begin(), buttons_.end(), watched) - buttons_.begin());
  if (index >= buttons_.size()) return QWidget::eventFilter(watched, event);
  if (event->type() == QEvent::MouseButtonPress) pressedAt_ = static_cast<QMouseEvent*>(event)->pos();
  if (event->type() == QEvent::MouseButtonDblClick) {
    emit placeRequested(paletteItems()[index]);
    return true;
  }
  if (event->type() == QEvent::MouseMove) {
    const auto* move = static_cast<QMouseEvent*>(event);
    const bool far = (move->pos() - pressedAt_).manhattanLength() >= QApplication::startDragDistance();
    if (!(move->buttons() & Qt::LeftButton) || !far) return false;
    buttons_[index]->setDown(false);
    auto* payload = new QMimeData;
    payload->setData(kPaletteMime, QByteArray::number(static_cast<int>(index)));
    auto* drag = new QDrag(this);
    drag->setMimeData(payload);
    drag->setPixmap(buttons_[index]->icon().pixmap(32, 32));
    drag->exec(Qt::CopyAction);
    return true;
  }
  return QWidget::eventFilter(watched, event);
}

}  // namespace headroom::gui
