// Zones: a translucent shape under everything else.
#pragma once

#include <QPainterPath>

#include "gui/canvas/diagram_item.h"

namespace headroom::gui {

/// One zone's outline with its name, address and default mark. Where two zones share servers their shapes overlap and
/// their colours mix.
class ZoneItem : public DiagramItem {
 public:
  void setZone(const DiagramZone& zone, const QPainterPath& outline, int index);
  void paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) override;
  QRectF boundingRect() const override;

 private:
  DiagramZone zone_;
  QPainterPath outline_;
  int index_ = 0;
};

}  // namespace headroom::gui
