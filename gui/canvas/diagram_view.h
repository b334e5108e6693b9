// The window onto the diagram: zooming, panning, and pointer events for the tool in hand.
#pragma once

#include <QGraphicsView>
#include <QPointer>

#include "gui/canvas/diagram_scene.h"
#include "gui/tools/toolbox.h"

class QLineEdit;
class QMimeData;

namespace headroom::gui {

/// Media type of items dragged from the palette; the payload is the number of the item.
inline constexpr auto kPaletteMime = "application/x-headroom-item";

class DiagramView : public QGraphicsView {
  Q_OBJECT

 public:
  DiagramView(DiagramScene& scene, FarmDocument& document, QWidget* parent = nullptr);

  Toolbox& toolbox() { return toolbox_; }
  /// All of the farm; it stays so when the view gets another size, until somebody zooms or moves.
  void zoomToFit();
  /// 1 is 100 %. Kept within the view's limits.
  void zoomTo(double factor);
  /// Around the pointer; 2 is twice as large.
  void zoomBy(double factor);
  /// As zoomTo() was told.
  double zoom() const { return transform().m11(); }
  /// Brings an object into view and blinks nothing: selection is enough.
  void frame(const ObjectRef& ref);
  /// In-place editor for the object's name.
  void startNameEdit(const ObjectRef& ref);

 signals:
  void zoomChanged(double factor);
  /// Right click: what lies under the pointer is selected already.
  void menuRequested(QPoint globalPos, QPointF scenePos);
  /// The in-place editor was confirmed.
  void renamed(const headroom::gui::ObjectRef& ref, const QString& to);

 protected:
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void keyReleaseEvent(QKeyEvent* event) override;
  bool event(QEvent* event) override;
  bool viewportEvent(QEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;
  void dragEnterEvent(QDragEnterEvent* event) override;
  void dragMoveEvent(QDragMoveEvent* event) override;
  void dragLeaveEvent(QDragLeaveEvent* event) override;
  void dropEvent(QDropEvent* event) override;
  void resizeEvent(QResizeEvent* event) override;

 private:
  Pointer pointerOf(const QMouseEvent& event) const;
  void updateCursor();
  std::optional<Item> itemOf(const QMimeData* mime) const;

  DiagramScene& scene_;
  FarmDocument& document_;
  Toolbox toolbox_;
  bool panning_ = false;
  bool spaceDown_ = false;
  bool fitted_ = true;  ///< Shows the whole farm, or is to as soon as it is visible.
  QPoint panFrom_;
  QPointer<QLineEdit> nameEditor_;
};

}  // namespace headroom::gui
