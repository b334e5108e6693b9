#include "gui/shell/template_card.h"

#include <QEvent>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>

#include "gui/canvas/diagram_scene.h"
#include "gui/document/farm_document.h"

namespace headroom::gui {
namespace {

constexpr int kPictureHeight = 118;
constexpr int kPadding = 12;
constexpr double kPictureScale = 2;  ///< Drawn finer than shown, so that it is crisp on every screen.

}  // namespace

TemplateCard::TemplateCard(const farm::Farm& farm, const QString& name, const QString& summary, QWidget* parent)
    : QAbstractButton(parent), farm_(farm), name_(name), summary_(summary) {
  setText(name);
  setAccessibleName(tr("New farm from template %1").arg(name));
  setAccessibleDescription(summary);
  setToolTip(summary);
  setCursor(Qt::PointingHandCursor);
  setFocusPolicy(Qt::StrongFocus);
  setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
  drawPicture();
}

void TemplateCard::drawPicture() {
  FarmDocument document;
  document.adopt(farm_);
  DiagramScene scene(document);
  scene.setColours(DiagramColours::forPalette(palette()));
  const QSize size(sizeHint().width() - 2, kPictureHeight);
  picture_ = QImage(size * kPictureScale, QImage::Format_ARGB32_Premultiplied);
  picture_.setDevicePixelRatio(kPictureScale);
  picture_.fill(scene.colours().canvas);
  QPainter painter(&picture_);
  painter.setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing | QPainter::SmoothPixmapTransform);
  // Centred, and small farms no larger than large ones look.
  const QRectF content = scene.contentRect(), space(QPointF(6, 6), size - QSize(12, 12));
  const double scale = std::min({space.width() / content.width(), space.height() / content.height(), 0.34});
  QRectF target(QPointF(), content.size() * scale);
  target.moveCenter(space.center());
  scene.render(&painter, target, content);
}

void TemplateCard::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const QRectF card = QRectF(rect()).adjusted(1, 1, -1, -1);
  const bool lit = underMouse() || hasFocus();
  QPainterPath outline;
  outline.addRoundedRect(card, 10, 10);
  painter.fillPath(outline, palette().color(QPalette::Base));
  painter.save();
  painter.setClipPath(outline);
  painter.drawImage(QPointF(1, 1), picture_);
  painter.restore();
  painter.setPen(QPen(palette().color(lit ? QPalette::Highlight : QPalette::Mid), lit ? 2 : 1));
  painter.drawPath(outline);
  painter.setPen(palette().color(QPalette::Midlight));
  painter.drawLine(QPointF(2, kPictureHeight + 1), QPointF(width() - 2, kPictureHeight + 1));
  QFont bold = font();
  bold.setWeight(QFont::DemiBold);
  painter.setFont(bold);
  painter.setPen(palette().color(QPalette::Text));
  const int line = fontMetrics().height();
  const QRect title(kPadding, kPictureHeight + 10, width() - 2 * kPadding, line);
  painter.drawText(title, Qt::AlignLeft | Qt::AlignVCenter,
                   painter.fontMetrics().elidedText(name_, Qt::ElideRight, title.width()));
  QFont small = font();
  small.setPointSizeF(small.pointSizeF() * 0.92);
  painter.setFont(small);
  painter.setPen(palette().color(QPalette::PlaceholderText));
  const QRect words(kPadding, title.bottom() + 4, width() - 2 * kPadding, height() - title.bottom() - 12);
  painter.setClipRect(words);
  painter.drawText(words, Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap, summary_);
}

void TemplateCard::enterEvent(QEnterEvent* event) {
  QAbstractButton::enterEvent(event);
  update();
}

void TemplateCard::leaveEvent(QEvent* event) {
  QAbstractButton::leaveEvent(event);
  update();
}

void TemplateCard::changeEvent(QEvent* event) {
  if (event->type() == QEvent::PaletteChange) drawPicture();
  QAbstractButton::changeEvent(event);
}

}  // namespace headroom::gui
