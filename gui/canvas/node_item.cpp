#include "gui/canvas/node_item.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>

#include "gui/canvas/glyphs.h"
#include "gui/canvas/plain_tip.h"

namespace headroom::gui {
namespace {

constexpr double kRadius = 9;

}  // namespace

void NodeItem::setNode(const DiagramNode& node, const QStringList& zoneNames) {
  node_ = node;
  zoneNames_ = zoneNames;
  setToolTip(plainTip(node.title));
  update();
}

QRectF NodeItem::handleOf(const QRectF& rect) {
  return {rect.right() - 7, rect.center().y() - 7, 14, 14};
}

void NodeItem::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) {
  if (node_.ref.type == ObjectType::Note) return paintNote(*painter);
  const bool down = dress_.load && dress_.load->down;
  paintCard(*painter, rect_, kRadius, colours_->card, colours_->cardBorder);
  paintStripes(*painter);
  if (down) {
    painter->save();
    QPainterPath clip;
    clip.addRoundedRect(rect_, kRadius, kRadius);
    painter->setClipPath(clip);
    painter->fillRect(rect_, QBrush(colours_->state(LoadState::Down).lighter(130), Qt::BDiagPattern));
    painter->restore();
  }
  const double left = rect_.left() + 14;
  drawGlyph(*painter, node_.ref.type, {left, rect_.top() + 12, 22, 22},
            down ? colours_->faintText : colours_->selection);
  const double textLeft = left + 30, right = rect_.right() - 10;
  const QRectF titleLine(textLeft, rect_.top() + 7, right - textLeft, 20);
  const double pill = paintLoadPill(*painter, titleLine);
  paintText(*painter, titleLine.adjusted(0, 0, -pill, 0), node_.title, 13, true, colours_->text);
  paintText(*painter, {textLeft, rect_.top() + 26, right - textLeft, 16}, node_.detail, 11, false, colours_->faintText);
  QString third = zoneNames_.join(" + ");
  if (dress_.load && dress_.load->queue > 0) third = QString("%1 waiting").arg(dress_.load->queue);
  if (node_.ref.type == ObjectType::Server && zoneNames_.isEmpty()) third = QObject::tr("in no zone");
  paintText(*painter, {textLeft, rect_.top() + 42, right - textLeft, 16}, third, 11, zoneNames_.size() > 1,
            colours_->faintText);
  paintLoadBar(*painter);
  paintHandle(*painter);
  paintProblemBadge(*painter, rect_.topLeft() + QPointF(3, 3));
}

void NodeItem::paintStripes(QPainter& painter) const {
  if (node_.zones.empty()) return;
  painter.save();
  QPainterPath clip;
  clip.addRoundedRect(rect_.adjusted(1, 1, -1, -1), kRadius - 1, kRadius - 1);
  painter.setClipPath(clip);
  const double each = rect_.height() / static_cast<double>(node_.zones.size());
  for (std::size_t i = 0; i < node_.zones.size(); ++i) {
    painter.fillRect(QRectF(rect_.left(), rect_.top() + each * static_cast<double>(i), 7, each),
                     colours_->zone(node_.zones[i]));
  }
  painter.restore();
}

void NodeItem::paintLoadBar(QPainter& painter) const {
  if (!dress_.load || dress_.load->down) return;
  const QRectF track(rect_.left() + 14, rect_.bottom() - 7, rect_.width() - 28, 4);
  painter.setPen(Qt::NoPen);
  painter.setBrush(colours_->grid);
  painter.drawRoundedRect(track, 2, 2);
  QRectF filled = track;
  filled.setWidth(track.width() * std::clamp(dress_.load->utilisation, 0.0, 1.0));
  painter.setBrush(colours_->state(stateOf(dress_.load->utilisation, false)));
  painter.drawRoundedRect(filled, 2, 2);
}

void NodeItem::paintHandle(QPainter& painter) const {
  if (!dress_.hovered && !dress_.selected) return;
  painter.setPen(QPen(colours_->card, 1.5));
  painter.setBrush(colours_->selection);
  const QRectF handle = handleOf(rect_);
  painter.drawEllipse(handle);
  painter.setPen(QPen(colours_->card, 1.6, Qt::SolidLine, Qt::RoundCap));
  const QPointF c = handle.center();
  painter.drawLine(c - QPointF(3, 0), c + QPointF(3, 0));
  painter.drawPolyline(QPolygonF{c + QPointF(0.6, -2.6), c + QPointF(3.2, 0), c + QPointF(0.6, 2.6)});
}

void NodeItem::paintNote(QPainter& painter) const {
  const QColor paper = colours_->dark ? QColor(0x4a, 0x45, 0x28) : QColor(0xff, 0xf7, 0xd1);
  const QColor edge = colours_->dark ? QColor(0x7a, 0x70, 0x3c) : QColor(0xe3, 0xd3, 0x8a);
  paintCard(painter, rect_, 4, paper, edge);
  QFont font = painter.font();
  font.setPixelSize(12);
  painter.setFont(font);
  painter.setPen(colours_->text);
  painter.drawText(rect_.adjusted(10, 8, -10, -8), static_cast<int>(Qt::AlignLeft | Qt::AlignTop) | Qt::TextWordWrap,
                   node_.title);
}

void BalancerItem::setBalancer(const QString& title, const QString& detail, bool exists, int zone) {
  title_ = title;
  detail_ = detail;
  exists_ = exists;
  zone_ = zone;
  setToolTip(plainTip(title));
  update();
}

void BalancerItem::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) {
  QColor fill = colours_->card;
  if (!exists_) fill.setAlpha(90);
  paintCard(*painter, rect_, 8, fill, colours_->zone(zone_));
  drawGlyph(*painter, ObjectType::Balancer, {rect_.left() + 9, rect_.center().y() - 11, 22, 22}, colours_->zone(zone_));
  const QRectF title(rect_.left() + 40, rect_.top() + 5, rect_.width() - 48, 20);
  const double pill = paintLoadPill(*painter, title);
  paintText(*painter, title.adjusted(0, 0, -pill, 0), title_, 12, true, exists_ ? colours_->text : colours_->faintText);
  paintText(*painter, {title.left(), rect_.top() + 25, title.width(), 16}, detail_, 11, false, colours_->faintText);
  paintProblemBadge(*painter, rect_.topLeft() + QPointF(2, 2));
}

void ChipItem::setChip(const DiagramChip& chip, int zone) {
  chip_ = chip;
  zone_ = zone;
  setToolTip(plainTip(chip.title + " " + chip.detail));
  update();
}

void ChipItem::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) {
  paintCard(*painter, rect_, rect_.height() / 2, colours_->card, colours_->cardBorder);
  drawGlyph(*painter, ObjectType::Application, {rect_.left() + 8, rect_.center().y() - 7, 14, 14},
            colours_->zone(zone_));
  const QRectF line = rect_.adjusted(28, 0, -12, 0);
  const double half = line.width() * 0.56;
  paintText(*painter, {line.left(), line.top(), half, line.height()}, chip_.title, 12, true, colours_->text);
  paintText(*painter, {line.left() + half + 4, line.top(), line.width() - half - 4, line.height()}, chip_.detail, 11,
            false, colours_->faintText, Qt::AlignRight);
  paintProblemBadge(*painter, rect_.topLeft() + QPointF(4, 2));
}

}  // namespace headroom::gui
