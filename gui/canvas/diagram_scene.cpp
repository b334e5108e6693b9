#include "gui/canvas/diagram_scene.h"

#include <QPainter>
#include <algorithm>
#include <cmath>

#include "gui/canvas/edge_item.h"
#include "gui/canvas/glyphs.h"
#include "gui/canvas/node_item.h"
#include "gui/canvas/zone_item.h"
#include "gui/canvas/zone_shape.h"

namespace headroom::gui {
namespace {

constexpr double kGridStep = 40;

bool contains(const ObjectRefs& refs, const ObjectRef& ref) {
  return std::find(refs.begin(), refs.end(), ref) != refs.end();
}

}  // namespace

DiagramScene::DiagramScene(FarmDocument& document, QObject* parent)
    : QGraphicsScene(parent), document_(document), colours_(DiagramColours::make(false)) {
  setItemIndexMethod(NoIndex);
  connect(&document_, &FarmDocument::changed, this, &DiagramScene::follow);
  connect(&document_, &FarmDocument::stepped, this, [this](const ObjectRefs& subjects) {
    if (!subjects.empty()) select(subjects);
  });
  rebuild();
}

DiagramScene::~DiagramScene() = default;

void DiagramScene::setColours(const DiagramColours& colours) {
  colours_ = colours;
  for (QGraphicsItem* item : items()) item->update();
  update();
}

void DiagramScene::follow(Change change) {
  if (change == Change(ChangeFlag::Goals)) {
    // Notes are the only goals on the canvas.
  }
  if (change.testFlag(ChangeFlag::Reset)) {
    selection_.clear();
    hovered_.clear();
    loads_.clear();
    problems_.clear();
  }
  if (change == Change(ChangeFlag::Positions)) {
    centres_ = placesOf(document_.farm(), diagram_);
    relayout();
  } else {
    rebuild();
  }
  ObjectRefs still;
  for (const ObjectRef& ref : selection_) {
    if (exists(document_.farm(), ref)) still.push_back(ref);
  }
  if (still != selection_ || change.testFlag(ChangeFlag::Reset)) select(still);
}

void DiagramScene::rebuild() {
  diagram_ = diagramOf(document_.farm());
  centres_ = placesOf(document_.farm(), diagram_);
  preview_.clear();
  for (auto* item : nodeItems_) delete item;
  for (auto* item : zoneItems_) delete item;
  for (auto* item : balancerItems_) delete item;
  for (auto& chips : chipItems_) {
    for (auto* item : chips) delete item;
  }
  for (auto* item : edgeItems_) delete item;
  nodeItems_.clear(), zoneItems_.clear(), balancerItems_.clear(), chipItems_.clear(), edgeItems_.clear();

  const auto make = [this](auto* item, double z) {
    item->setColours(&colours_);
    item->setZValue(z);
    addItem(item);
    return item;
  };
  for (std::size_t z = 0; z < diagram_.zones.size(); ++z) {
    // Larger zones below smaller ones, so that the smaller outline stays visible inside.
    zoneItems_.push_back(make(new ZoneItem, -100.0 - static_cast<double>(diagram_.zones[z].servers.size())));
    balancerItems_.push_back(make(new BalancerItem, 10));
    chipItems_.emplace_back();
    for (std::size_t c = 0; c < diagram_.zones[z].chips.size(); ++c)
      chipItems_.back().push_back(make(new ChipItem, 12));
  }
  for (const DiagramEdge& edge : diagram_.edges) {
    edgeItems_.push_back(
        make(new EdgeItem, edge.kind == DiagramEdge::Kind::Data || edge.kind == DiagramEdge::Kind::Link ? 0 : 2));
  }
  for (const DiagramNode& node : diagram_.nodes) {
    NodeItem* item = make(new NodeItem, 11);
    QStringList names;
    for (const int zone : node.zones) names << diagram_.zones[static_cast<std::size_t>(zone)].title;
    item->setNode(node, names);
    nodeItems_.push_back(item);
  }
  relayout();
}

void DiagramScene::relayout() {
  Centres centres = centres_;
  for (const auto& [ref, place] : preview_) {
    if (place) centres[ref] = *place;
  }
  layout_ = layOut(diagram_, centres);
  for (std::size_t n = 0; n < nodeItems_.size(); ++n) nodeItems_[n]->setRect(layout_.nodes[n]);
  for (std::size_t z = 0; z < zoneItems_.size(); ++z) {
    const DiagramZone& zone = diagram_.zones[z];
    const DiagramLayout::ZonePlace& place = layout_.zones[z];
    zoneItems_[z]->setRect(place.block);
    zoneItems_[z]->setZone(zone, place.outline, static_cast<int>(z));
    balancerItems_[z]->setRect(place.balancer);
    balancerItems_[z]->setBalancer(zone.balancerTitle, zone.balancerDetail, zone.hasBalancer, static_cast<int>(z));
    for (std::size_t c = 0; c < chipItems_[z].size(); ++c) {
      chipItems_[z][c]->setRect(place.chips[c]);
      chipItems_[z][c]->setChip(zone.chips[c], static_cast<int>(z));
    }
  }
  placeEdges();
  dressAll();
  if (preview_.empty()) setSceneRect(contentRect().adjusted(-4000, -3000, 4000, 3000));
}

void DiagramScene::placeEdges() {
  std::map<std::pair<ObjectRef, int>, int> total, used;
  const auto keyOf = [](const DiagramEdge& edge) { return std::pair(edge.to, static_cast<int>(edge.kind)); };
  for (const DiagramEdge& edge : diagram_.edges) ++total[keyOf(edge)];
  for (std::size_t e = 0; e < edgeItems_.size(); ++e) {
    const DiagramEdge& edge = diagram_.edges[e];
    const QRectF from = layout_.rectOf(diagram_, edge.from), to = layout_.rectOf(diagram_, edge.to);
    const int slot = used[keyOf(edge)]++;
    edgeItems_[e]->setRect(from | to);
    edgeItems_[e]->setEdge(edge, edgePath(edge.kind, from, to, slot, total[keyOf(edge)]));
  }
}

Dress DiagramScene::dressOf(const ObjectRef& ref, const std::string& loadName) const {
  Dress dress;
  dress.selected = contains(selection_, ref);
  dress.hovered = contains(hovered_, ref);
  if (!targets_.empty()) {
    const auto target = targets_.find(ref);
    dress.faded = target == targets_.end() || !target->second;
    dress.target = !dress.faded;
  }
  if (const auto load = loads_.find(loadName); load != loads_.end() && !loadName.empty()) dress.load = load->second;
  if (const auto problem = problems_.find(ref); problem != problems_.end()) {
    dress.problems = problem->second.count;
    dress.severe = problem->second.severe;
  }
  return dress;
}

void DiagramScene::dressAll() {
  for (std::size_t n = 0; n < nodeItems_.size(); ++n) {
    nodeItems_[n]->setDress(dressOf(diagram_.nodes[n].ref, diagram_.nodes[n].loadName));
  }
  for (std::size_t z = 0; z < zoneItems_.size(); ++z) {
    const DiagramZone& zone = diagram_.zones[z];
    Dress dress = dressOf(zone.ref, {});
    dress.faded = false;  // what stands inside is faded by itself
    dress.target =
        dress.target || std::find(markedZones_.begin(), markedZones_.end(), zone.ref.name) != markedZones_.end();
    zoneItems_[z]->setDress(dress);
    Dress balancer = dressOf(zone.balancer, zone.loadName);
    if (!zone.hasBalancer) balancer = Dress{};
    balancerItems_[z]->setDress(balancer);
    for (std::size_t c = 0; c < chipItems_[z].size(); ++c) chipItems_[z][c]->setDress(dressOf(zone.chips[c].ref, {}));
  }
  for (std::size_t e = 0; e < edgeItems_.size(); ++e) {
    const ObjectRefs& rows = diagram_.edges[e].rows;
    Dress dress;
    const auto all = [&](const ObjectRefs& set) {
      return !rows.empty() &&
             std::all_of(rows.begin(), rows.end(), [&](const ObjectRef& row) { return contains(set, row); });
    };
    dress.selected = all(selection_);
    dress.hovered = all(hovered_);
    dress.faded = !targets_.empty();
    edgeItems_[e]->setDress(dress);
  }
}

void DiagramScene::setLoads(std::map<std::string, NodeLoad> loads) {
  loads_ = std::move(loads);
  dressAll();
}

void DiagramScene::setProblems(std::map<ObjectRef, Problems> problems) {
  problems_ = std::move(problems);
  dressAll();
}

void DiagramScene::setHovered(const ObjectRefs& refs) {
  if (refs == hovered_) return;
  hovered_ = refs;
  dressAll();
}

QRectF DiagramScene::contentRect() const {
  QRectF area = layout_.bounds;
  if (area.isEmpty()) area = QRectF(0, 0, 640, 360);
  return area.adjusted(-16, -16, 16, 16);
}

Placement DiagramScene::arrangement() const {
  Placement placement;
  for (const auto& [ref, place] : arrange(diagram_)) placement[ref] = place;
  return placement;
}

ObjectRefs DiagramScene::hitAt(QPointF at) const {
  for (std::size_t n = nodeItems_.size(); n-- > 0;) {
    if (layout_.nodes[n].contains(at)) return {diagram_.nodes[n].ref};
  }
  for (std::size_t z = 0; z < layout_.zones.size(); ++z) {
    const DiagramZone& zone = diagram_.zones[z];
    for (std::size_t c = 0; c < zone.chips.size(); ++c) {
      if (layout_.zones[z].chips[c].contains(at)) return {zone.chips[c].ref};
    }
    if (layout_.zones[z].balancer.contains(at)) return {zone.balancer};
  }
  for (std::size_t e = edgeItems_.size(); e-- > 0;) {
    if (!diagram_.edges[e].rows.empty() && edgeItems_[e]->isNear(at)) return diagram_.edges[e].rows;
  }
  for (std::size_t z = layout_.zones.size(); z-- > 0;) {
    if (layout_.zones[z].block.contains(at)) return {diagram_.zones[z].ref};
  }
  // Of overlapping bands the smaller one is meant.
  const DiagramZone* best = nullptr;
  for (std::size_t z = 0; z < layout_.zones.size(); ++z) {
    if (!layout_.zones[z].outline.contains(at)) continue;
    if (best == nullptr || diagram_.zones[z].servers.size() < best->servers.size()) best = &diagram_.zones[z];
  }
  if (best != nullptr) return {best->ref};
  return {};
}

std::optional<ObjectRef> DiagramScene::handleAt(QPointF at) const {
  for (const ObjectRefs* refs : {&hovered_, &selection_}) {
    for (const ObjectRef& ref : *refs) {
      for (std::size_t n = 0; n < diagram_.nodes.size(); ++n) {
        if (diagram_.nodes[n].ref != ref || ref.type == ObjectType::Note) continue;
        if (NodeItem::handleOf(layout_.nodes[n]).adjusted(-2, -2, 2, 2).contains(at)) return ref;
      }
    }
  }
  return std::nullopt;
}

ObjectRefs DiagramScene::objectsIn(QRectF area) const {
  ObjectRefs refs;
  for (std::size_t n = 0; n < diagram_.nodes.size(); ++n) {
    if (area.contains(layout_.nodes[n])) refs.push_back(diagram_.nodes[n].ref);
  }
  for (std::size_t z = 0; z < diagram_.zones.size(); ++z) {
    if (area.contains(layout_.zones[z].block)) {
      refs.push_back(diagram_.zones[z].ref);
      continue;
    }
    for (std::size_t c = 0; c < diagram_.zones[z].chips.size(); ++c) {
      if (area.contains(layout_.zones[z].chips[c])) refs.push_back(diagram_.zones[z].chips[c].ref);
    }
  }
  return refs;
}

std::vector<std::string> DiagramScene::zonesAt(QPointF at, const std::optional<ObjectRef>& except) const {
  std::vector<std::string> names;
  for (std::size_t z = 0; z < diagram_.zones.size(); ++z) {
    std::vector<QRectF> members;
    for (const std::size_t server : diagram_.zones[z].servers) {
      if (!except || diagram_.nodes[server].ref != *except) members.push_back(layout_.nodes[server]);
    }
    const auto& place = layout_.zones[z];
    if (zoneOutline(place.block, members, {}, place.bandPadding).contains(at))
      names.push_back(diagram_.zones[z].ref.name);
  }
  // The zone with the fewest servers last: where zones overlap it is the one meant.
  std::stable_sort(names.begin(), names.end(), [this](const std::string& a, const std::string& b) {
    const auto size = [this](const std::string& name) {
      const farm::Zone* zone = farm::findZone(document_.farm(), name);
      return zone ? farm::membersOf(document_.farm(), *zone).size() : 0;
    };
    return size(a) > size(b);
  });
  return names;
}

farm::Position DiagramScene::freePlaceIn(const std::string& zone) const {
  using S = DiagramSizes;
  for (std::size_t z = 0; z < diagram_.zones.size(); ++z) {
    if (diagram_.zones[z].ref.name != zone) continue;
    const QRectF& block = layout_.zones[z].block;
    farm::Position place{block.right() + S::kColumnGap + S::kNodeWidth / 2, block.top() + S::kNodeHeight / 2};
    if (!diagram_.zones[z].servers.empty()) {
      const QRectF last = layout_.nodes[diagram_.zones[z].servers.back()];
      place = {last.center().x(), last.bottom() + S::kRowGap * 1.5 + S::kNodeHeight / 2};
    }
    const auto blocked = [&] {
      const QRectF rect(place.x - S::kNodeWidth / 2 - 8, place.y - S::kNodeHeight / 2 - 8, S::kNodeWidth + 16,
                        S::kNodeHeight + 16);
      return std::any_of(layout_.nodes.begin(), layout_.nodes.end(),
                         [&](const QRectF& node) { return node.intersects(rect); });
    };
    while (blocked()) place.y += S::kNodeHeight / 2;
    return {std::round(place.x / 10) * 10, std::round(place.y / 10) * 10};
  }
  return {};
}

std::optional<farm::Position> DiagramScene::placeOf(const ObjectRef& ref) const {
  const auto found = centres_.find(ref);
  if (found == centres_.end()) return std::nullopt;
  return found->second;
}

QRectF DiagramScene::shapeOf(const ObjectRef& ref) const {
  for (std::size_t z = 0; z < diagram_.zones.size(); ++z) {
    if (diagram_.zones[z].ref == ref) return layout_.zones[z].block;
  }
  const QRectF rect = layout_.rectOf(diagram_, ref);
  if (!rect.isEmpty()) return rect;
  for (std::size_t e = 0; e < diagram_.edges.size(); ++e) {
    if (contains(diagram_.edges[e].rows, ref)) {
      return layout_.rectOf(diagram_, diagram_.edges[e].from) | layout_.rectOf(diagram_, diagram_.edges[e].to);
    }
  }
  return {};
}

void DiagramScene::select(const ObjectRefs& refs) {
  selection_ = refs;
  dressAll();
  emit selectionChangedTo(selection_);
}

void DiagramScene::preview(const Placement& placement) {
  if (placement.empty() && preview_.empty()) return;
  preview_ = placement;
  relayout();
}

void DiagramScene::showBand(std::optional<QRectF> band) {
  band_ = band;
  update();
}

void DiagramScene::showDraft(std::optional<Draft> draft) {
  draft_ = draft;
  update();
}

void DiagramScene::markTargets(const std::map<ObjectRef, bool>& targets) {
  targets_ = targets;
  dressAll();
}

void DiagramScene::markZones(const std::vector<std::string>& zones) {
  if (zones == markedZones_) return;
  markedZones_ = zones;
  dressAll();
}

void DiagramScene::showGhost(std::optional<Item> item, QPointF at) {
  ghost_ = item;
  ghostAt_ = at;
  update();
}

void DiagramScene::drawBackground(QPainter* painter, const QRectF& rect) {
  painter->fillRect(rect, colours_.canvas);
  painter->setPen(QPen(colours_.grid, 1.6));
  if (painter->worldTransform().m11() < 0.45) return;
  const double left = std::floor(rect.left() / kGridStep) * kGridStep,
               top = std::floor(rect.top() / kGridStep) * kGridStep;
  QPolygonF dots;
  for (double x = left; x < rect.right(); x += kGridStep) {
    for (double y = top; y < rect.bottom(); y += kGridStep) dots << QPointF(x, y);
  }
  painter->drawPoints(dots);
}

void DiagramScene::drawForeground(QPainter* painter, const QRectF&) {
  painter->setRenderHint(QPainter::Antialiasing);
  if (diagram_.nodes.empty() && diagram_.zones.empty() && !ghost_) {
    QFont font = painter->font();
    font.setPixelSize(15);
    painter->setFont(font);
    painter->setPen(colours_.faintText);
    painter->drawText(contentRect(), static_cast<int>(Qt::AlignCenter) | Qt::TextWordWrap,
                      tr("Drag a reverse proxy, zones, servers, a database and users onto the canvas.\n"
                         "Then drop servers and applications into their zones."));
  }
  if (band_) {
    QColor fill = colours_.selection;
    fill.setAlpha(30);
    painter->setBrush(fill);
    painter->setPen(QPen(colours_.selection, 1, Qt::DashLine));
    painter->drawRect(*band_);
  }
  if (draft_) {
    painter->setBrush(Qt::NoBrush);
    painter->setPen(
        QPen(draft_->valid ? colours_.valid : colours_.faintText, 2.2, draft_->valid ? Qt::SolidLine : Qt::DashLine));
    painter->drawLine(draft_->from, draft_->to);
    painter->setBrush(painter->pen().color());
    painter->drawEllipse(draft_->to, 4, 4);
  }
  if (ghost_) {
    using S = DiagramSizes;
    const bool isZone = *ghost_ == Item::Zone;
    const QSizeF size =
        isZone ? blockSize({}) : QSizeF(S::kNodeWidth, *ghost_ == Item::Application ? S::kChipHeight : S::kNodeHeight);
    const QRectF rect(ghostAt_ - QPointF(size.width() / 2, size.height() / 2), size);
    QColor fill = colours_.card;
    fill.setAlpha(170);
    painter->setBrush(fill);
    painter->setPen(QPen(colours_.selection, 1.4, Qt::DashLine));
    painter->drawRoundedRect(rect, 9, 9);
    drawGlyph(*painter, typeOf(*ghost_), QRectF(rect.center() - QPointF(11, 11), QSizeF(22, 22)), colours_.selection);
  }
}

}  // namespace headroom::gui
