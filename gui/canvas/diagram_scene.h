// The diagram on a scene: draws the document, never edits it.
#pragma once

#include <QGraphicsScene>
#include <memory>
#include <set>

#include "gui/canvas/diagram.h"
#include "gui/canvas/diagram_item.h"
#include "gui/canvas/diagram_layout.h"
#include "gui/document/farm_document.h"
#include "gui/tools/tool_port.h"

namespace headroom::gui {

class BalancerItem;
class ChipItem;
class EdgeItem;
class NodeItem;
class ZoneItem;

/// Follows the document and paints it; the selection is a set of objects, not of items, so that it outlives edits.
/// As ToolPort it is the eyes and the chalk of the tools.
class DiagramScene : public QGraphicsScene, public ToolPort {
  Q_OBJECT

 public:
  explicit DiagramScene(FarmDocument& document, QObject* parent = nullptr);
  ~DiagramScene() override;

  const Diagram& diagram() const { return diagram_; }
  const DiagramLayout& layout() const { return layout_; }
  const DiagramColours& colours() const { return colours_; }
  void setColours(const DiagramColours& colours);

  /// Utilisation by node name; empty: no overlay.
  void setLoads(std::map<std::string, NodeLoad> loads);
  /// Findings per object.
  struct Problems {
    int count = 0;
    bool severe = false;
  };
  /// Objects that are not named have none.
  void setProblems(std::map<ObjectRef, Problems> problems);
  /// Lights them up, as when the pointer is over a row of a list.
  void setHovered(const ObjectRefs& refs);
  /// The area that holds everything drawn.
  QRectF contentRect() const;
  /// Places of a fresh automatic layout, for the Arrange command.
  Placement arrangement() const;

  // ToolPort
  ObjectRefs hitAt(QPointF at) const override;
  std::optional<ObjectRef> handleAt(QPointF at) const override;
  ObjectRefs objectsIn(QRectF area) const override;
  std::vector<std::string> zonesAt(QPointF at, const std::optional<ObjectRef>& except) const override;
  farm::Position freePlaceIn(const std::string& zone) const override;
  std::optional<farm::Position> placeOf(const ObjectRef& ref) const override;
  QRectF shapeOf(const ObjectRef& ref) const override;
  ObjectRefs selection() const override { return selection_; }
  void select(const ObjectRefs& refs) override;
  void preview(const Placement& placement) override;
  void showBand(std::optional<QRectF> band) override;
  void showDraft(std::optional<Draft> draft) override;
  void markTargets(const std::map<ObjectRef, bool>& targets) override;
  void markZones(const std::vector<std::string>& zones) override;
  void showGhost(std::optional<Item> item, QPointF at) override;
  void hint(const QString& text) override { emit hinted(text); }
  void editName(const ObjectRef& ref) override { emit nameEditRequested(ref); }
  void refuse(const QString& why) override { emit refused(why); }

 signals:
  /// After every selection, by the user or by select(), the same one too.
  void selectionChangedTo(const std::vector<headroom::gui::ObjectRef>& refs);
  /// What the tool in hand does next, for the status bar; empty: nothing to say.
  void hinted(const QString& text);
  /// A gesture that came to nothing, with the reason.
  void refused(const QString& why);
  /// The view opens its editor on this object.
  void nameEditRequested(const headroom::gui::ObjectRef& ref);

 protected:
  void drawBackground(QPainter* painter, const QRectF& rect) override;
  void drawForeground(QPainter* painter, const QRectF& rect) override;

 private:
  /// Redoes what the change of the farm touches.
  void follow(Change change);
  /// New items for everything; the selection stays where its objects still exist.
  void rebuild();
  /// Places all items anew by layout and preview.
  void relayout();
  void placeEdges();
  /// Colours, loads, marks and findings of all items.
  void dressAll();
  Dress dressOf(const ObjectRef& ref, const std::string& loadName) const;

  FarmDocument& document_;
  DiagramColours colours_;
  Diagram diagram_;
  Centres centres_;
  Placement preview_;
  DiagramLayout layout_;
  std::vector<NodeItem*> nodeItems_;
  std::vector<ZoneItem*> zoneItems_;
  std::vector<BalancerItem*> balancerItems_;
  std::vector<std::vector<ChipItem*>> chipItems_;
  std::vector<EdgeItem*> edgeItems_;
  ObjectRefs selection_, hovered_;
  std::map<ObjectRef, bool> targets_;
  std::vector<std::string> markedZones_;
  std::map<std::string, NodeLoad> loads_;
  std::map<ObjectRef, Problems> problems_;
  std::optional<QRectF> band_;
  std::optional<Draft> draft_;
  std::optional<Item> ghost_;
  QPointF ghostAt_;
};

}  // namespace headroom::gui
