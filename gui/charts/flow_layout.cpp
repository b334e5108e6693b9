#include "gui/charts/flow_layout.h"

#include <QStyle>
#include <QWidget>
#include <algorithm>

namespace headroom::gui {

FlowLayout::~FlowLayout() {
  qDeleteAll(items_);
}

QLayoutItem* FlowLayout::takeAt(int index) {
  return index >= 0 && index < items_.size() ? items_.takeAt(index) : nullptr;
}

QSize FlowLayout::minimumSize() const {
  QSize size;
  for (const QLayoutItem* item : items_) size = size.expandedTo(item->minimumSize());
  const QMargins margins = contentsMargins();
  return size + QSize(margins.left() + margins.right(), margins.top() + margins.bottom());
}

void FlowLayout::setGeometry(const QRect& rect) {
  QLayout::setGeometry(rect);
  arrange(rect, true);
}

int FlowLayout::arrange(const QRect& rect, bool move) const {
  const QRect inside = rect.marginsRemoved(contentsMargins());
  const auto direction = parentWidget() ? parentWidget()->layoutDirection() : Qt::LeftToRight;
  int x = inside.left();
  int y = inside.top();
  int rowHeight = 0;
  for (QLayoutItem* item : items_) {
    if (item->isEmpty()) continue;
    const QSize size = item->sizeHint();
    if (x + size.width() > inside.right() + 1 && x > inside.left()) {
      x = inside.left();
      y += rowHeight + std::max(0, spacing());
      rowHeight = 0;
    }
    if (move) item->setGeometry(QStyle::visualRect(direction, inside, QRect(QPoint(x, y), size)));
    x += size.width() + std::max(0, spacing());
    rowHeight = std::max(rowHeight, size.height());
  }
  return y + rowHeight - rect.top() + contentsMargins().bottom();
}

}  // namespace headroom::gui
