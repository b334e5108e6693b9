#include "gui/canvas/diagram_view.h"

#include <QContextMenuEvent>
#include <QDragEnterEvent>
#include <QLineEdit>
#include <QMimeData>
#include <QNativeGestureEvent>
#include <QScrollBar>
#include <QShortcut>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

namespace headroom::gui {
namespace {

constexpr double kSmallest = 0.15, kLargest = 4.0;

}  // namespace

DiagramView::DiagramView(DiagramScene& scene, FarmDocument& document, QWidget* parent)
    : QGraphicsView(&scene, parent), scene_(scene), document_(document), toolbox_(document, scene) {
  setRenderHints(QPainter::Antialiasing | QPainter::TextAntialiasing);
  setViewportUpdateMode(FullViewportUpdate);
  setTransformationAnchor(AnchorUnderMouse);
  setFrameShape(NoFrame);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setMouseTracking(true);
  viewport()->setMouseTracking(true);
  setAcceptDrops(true);
  setFocusPolicy(Qt::StrongFocus);
  setAccessibleName(tr("Diagram of the farm"));
  setAccessibleDescription(
      tr("Tab walks through the objects, arrow keys move the selected one. The Outline panel lists the same objects."));
  connect(&toolbox_, &Toolbox::toolChanged, this, &DiagramView::updateCursor);
  connect(&document_, &FarmDocument::changed, this, [this](Change change) {
    if (!change.testFlag(ChangeFlag::Reset)) return;
    fitted_ = true;
    if (isVisible()) zoomToFit();
  });
}

void DiagramView::zoomTo(double factor) {
  fitted_ = false;
  const double bounded = std::clamp(factor, kSmallest, kLargest);
  setTransform(QTransform::fromScale(bounded, bounded));
  emit zoomChanged(bounded);
}

void DiagramView::zoomBy(double factor) {
  zoomTo(zoom() * factor);
}

void DiagramView::zoomToFit() {
  const QRectF content = scene_.contentRect();
  const QSizeF space = viewport()->size();
  if (content.isEmpty() || space.isEmpty()) return;
  zoomTo(std::min({space.width() / content.width(), space.height() / content.height(), 1.15}));
  centerOn(content.center());
  fitted_ = true;
}

void DiagramView::frame(const ObjectRef& ref) {
  const QRectF shape = scene_.shapeOf(ref);
  if (shape.isEmpty()) return;
  if (zoom() < 0.35) zoomTo(0.8);
  if (mapToScene(viewport()->rect()).boundingRect().contains(shape)) return;  // nobody wants it to jump
  ensureVisible(shape, 60, 60);
}

void DiagramView::resizeEvent(QResizeEvent* event) {
  QGraphicsView::resizeEvent(event);
  if (fitted_ && isVisible()) zoomToFit();
}

Pointer DiagramView::pointerOf(const QMouseEvent& event) const {
  return {mapToScene(event.position().toPoint()), event.button(), event.modifiers()};
}

void DiagramView::updateCursor() {
  viewport()->setCursor(panning_ ? Qt::ClosedHandCursor : toolbox_.cursor());
}

void DiagramView::mousePressEvent(QMouseEvent* event) {
  if (nameEditor_) nameEditor_->clearFocus();
  if (event->button() == Qt::MiddleButton || (event->button() == Qt::LeftButton && spaceDown_)) {
    panning_ = true;
    panFrom_ = event->pos();
    updateCursor();
    return;
  }
  toolbox_.press(pointerOf(*event));
}

void DiagramView::mouseMoveEvent(QMouseEvent* event) {
  if (panning_) {
    const QPoint by = event->pos() - panFrom_;
    panFrom_ = event->pos();
    fitted_ = false;
    horizontalScrollBar()->setValue(horizontalScrollBar()->value() - by.x());
    verticalScrollBar()->setValue(verticalScrollBar()->value() - by.y());
    return;
  }
  const Pointer pointer = pointerOf(*event);
  if (event->buttons() == Qt::NoButton) scene_.setHovered(scene_.hitAt(pointer.at));
  toolbox_.move(pointer);
}

void DiagramView::mouseReleaseEvent(QMouseEvent* event) {
  if (panning_) {
    panning_ = false;
    updateCursor();
    return;
  }
  toolbox_.release(pointerOf(*event));
}

void DiagramView::mouseDoubleClickEvent(QMouseEvent* event) {
  if (!toolbox_.doubleClick(pointerOf(*event))) mousePressEvent(event);
}

void DiagramView::wheelEvent(QWheelEvent* event) {
  if (!(event->modifiers() & Qt::ControlModifier)) {
    fitted_ = false;
    return QGraphicsView::wheelEvent(event);
  }
  zoomBy(std::pow(1.0015, event->angleDelta().y()));
  event->accept();
}

bool DiagramView::event(QEvent* event) {
  // Tab walks through the objects instead of leaving; Ctrl+Tab leaves.
  if (event->type() == QEvent::KeyPress) {
    auto* key = static_cast<QKeyEvent*>(event);
    const bool tab = key->key() == Qt::Key_Tab || key->key() == Qt::Key_Backtab;
    if (tab && !(key->modifiers() & Qt::ControlModifier)) {
      keyPressEvent(key);
      return true;
    }
  }
  return QGraphicsView::event(event);
}

bool DiagramView::viewportEvent(QEvent* event) {
  if (event->type() == QEvent::NativeGesture) {
    const auto* gesture = static_cast<QNativeGestureEvent*>(event);
    if (gesture->gestureType() == Qt::ZoomNativeGesture) {
      zoomBy(1 + gesture->value());
      return true;
    }
  }
  if (event->type() == QEvent::Leave) scene_.setHovered({});
  return QGraphicsView::viewportEvent(event);
}

void DiagramView::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Space && !event->isAutoRepeat()) {
    spaceDown_ = true;
    viewport()->setCursor(Qt::OpenHandCursor);
    return;
  }
  if (toolbox_.key(event->key(), event->modifiers())) {
    const ObjectRefs selection = scene_.selection();
    if (!selection.empty() && (event->key() == Qt::Key_Tab || event->key() == Qt::Key_Backtab)) frame(selection.back());
    return;
  }
  event->ignore();
}

void DiagramView::keyReleaseEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Space && !event->isAutoRepeat()) {
    spaceDown_ = false;
    updateCursor();
    return;
  }
  QGraphicsView::keyReleaseEvent(event);
}

void DiagramView::contextMenuEvent(QContextMenuEvent* event) {
  const QPointF at = mapToScene(event->pos());
  const ObjectRefs hit = scene_.hitAt(at);
  const ObjectRefs selection = scene_.selection();
  const bool known = !hit.empty() && std::find(selection.begin(), selection.end(), hit.front()) != selection.end();
  if (!known) scene_.select(hit);
  emit menuRequested(event->globalPos(), at);
}

std::optional<Item> DiagramView::itemOf(const QMimeData* mime) const {
  if (!mime->hasFormat(kPaletteMime)) return std::nullopt;
  const int index = mime->data(kPaletteMime).toInt();
  if (index < 0 || static_cast<std::size_t>(index) >= paletteItems().size()) return std::nullopt;
  return paletteItems()[static_cast<std::size_t>(index)];
}

void DiagramView::dragEnterEvent(QDragEnterEvent* event) {
  if (const auto item = itemOf(event->mimeData())) {
    toolbox_.takePlace(*item);
    event->acceptProposedAction();
  } else {
    event->ignore();  // files are the window's business
  }
}

void DiagramView::dragMoveEvent(QDragMoveEvent* event) {
  if (!itemOf(event->mimeData())) return event->ignore();
  toolbox_.move({mapToScene(event->position().toPoint()), Qt::LeftButton, Qt::NoModifier});
  event->acceptProposedAction();
}

void DiagramView::dragLeaveEvent(QDragLeaveEvent*) {
  toolbox_.takeSelect();
}

void DiagramView::dropEvent(QDropEvent* event) {
  const auto item = itemOf(event->mimeData());
  if (!item) return event->ignore();
  toolbox_.placeAt(*item, mapToScene(event->position().toPoint()));
  event->acceptProposedAction();
  setFocus();
}

void DiagramView::startNameEdit(const ObjectRef& ref) {
  const QRectF shape = scene_.shapeOf(ref);
  if (shape.isEmpty() || ref.index >= 0) return;
  frame(ref);
  delete nameEditor_;
  auto* editor = new QLineEdit(titleOf(document_.farm(), ref), viewport());
  nameEditor_ = editor;
  editor->setAccessibleName(tr("New name"));
  const QPoint corner = mapFromScene(shape.topLeft());
  const int width = std::max(160, static_cast<int>(shape.width() * zoom()));
  editor->setGeometry(corner.x(), corner.y(), width, editor->sizeHint().height());
  editor->selectAll();
  editor->show();
  editor->setFocus();
  connect(editor, &QLineEdit::returnPressed, this, [this, editor, ref] {
    emit renamed(ref, editor->text());
    editor->deleteLater();
    setFocus();
  });
  auto* escape = new QShortcut(QKeySequence(Qt::Key_Escape), editor, nullptr, nullptr, Qt::WidgetShortcut);
  connect(escape, &QShortcut::activated, this, [this, editor] {
    editor->deleteLater();
    setFocus();
  });
  connect(editor, &QLineEdit::editingFinished, editor, &QObject::deleteLater);
}

}  // namespace headroom::gui
