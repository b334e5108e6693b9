// What all shapes of the diagram share.
#pragma once

#include <QGraphicsItem>

#include "gui/canvas/diagram.h"
#include "gui/canvas/diagram_colours.h"

namespace headroom::gui {

/// What a run says about one node.
struct NodeLoad {
  double utilisation = 0;
  long long queue = 0;
  bool down = false;
  bool operator==(const NodeLoad&) const = default;
};

/// How a shape is dressed besides its own content.
struct Dress {
  bool selected = false;
  bool hovered = false;
  bool faded = false;   ///< Not a target of the line being drawn.
  bool target = false;  ///< A target of it.
  int problems = 0;     ///< Findings about this object.
  bool severe = false;  ///< One of them is an error.
  std::optional<NodeLoad> load;
  bool operator==(const Dress&) const = default;
};

/// A shape: paints content in a rectangle. It handles no events and knows no document.
class DiagramItem : public QGraphicsItem {
 public:
  DiagramItem() = default;

  /// The scene keeps them alive; REQUIRES: set before the first painting.
  void setColours(const DiagramColours* colours) { colours_ = colours; }
  /// In scene units, as the layout has it.
  void setRect(const QRectF& rect);
  /// Repaints only when something differs.
  void setDress(const Dress& dress);
  const Dress& dress() const { return dress_; }
  const QRectF& rect() const { return rect_; }

  QRectF boundingRect() const override;

 protected:
  /// A rounded card with border, selection ring and target glow.
  void paintCard(QPainter& painter, const QRectF& rect, double radius, const QColor& fill, const QColor& border) const;
  /// "63 % OK" on a pill in the colour of the state, right-aligned in `line`. Returns the width it took.
  double paintLoadPill(QPainter& painter, const QRectF& line) const;
  /// A number on a disc at the upper left corner.
  void paintProblemBadge(QPainter& painter, QPointF corner) const;
  static void paintText(QPainter& painter, const QRectF& line, const QString& text, double pixels, bool bold,
                        const QColor& colour, Qt::Alignment alignment = Qt::AlignLeft);

  const DiagramColours* colours_ = nullptr;
  QRectF rect_;
  Dress dress_;
};

}  // namespace headroom::gui
