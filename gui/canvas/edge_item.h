// Lines between shapes.
#pragma once

#include <QPainterPath>

#include "gui/canvas/diagram_item.h"
#include "gui/canvas/diagram_layout.h"

namespace headroom::gui {

/// The way of a line between two shapes: forward lines leave on the right and arrive on the left, calls swing round the
/// left side of their chips. `slot` of `places` spreads lines that arrive at the same side.
QPainterPath edgePath(DiagramEdge::Kind kind, const QRectF& from, const QRectF& to, int slot, int places);

class EdgeItem : public DiagramItem {
 public:
  /// `path` in scene units from end to end, as the layout has it.
  void setEdge(const DiagramEdge& edge, const QPainterPath& path);
  void paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) override;
  QRectF boundingRect() const override;
  /// Whether a point is near enough to mean this line.
  bool isNear(QPointF at) const;

 private:
  QColor colour() const;
  void paintArrow(QPainter& painter, const QColor& colour) const;
  void paintLabel(QPainter& painter, const QColor& colour) const;

  DiagramEdge edge_;
  QPainterPath path_;
  QPainterPath wide_;
};

}  // namespace headroom::gui
