// The small pictures of things, drawn in code: crisp at every scale, in any colour.
#pragma once

#include <QIcon>
#include <QPainter>

#include "gui/document/object_ref.h"

namespace headroom::gui {

/// Draws the picture of a kind of object into a square, in one colour with the painter's opacity.
void drawGlyph(QPainter& painter, ObjectType type, const QRectF& square, const QColor& colour);

/// The same as an icon that is crisp on every screen.
QIcon glyphIcon(ObjectType type, const QColor& colour);

}  // namespace headroom::gui
