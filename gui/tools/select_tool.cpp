#include "gui/tools/select_tool.h"

#include <QCoreApplication>
#include <QLineF>
#include <algorithm>
#include <cmath>

#include "gui/commands/zone_edits.h"

namespace headroom::gui {
namespace {

constexpr double kDragThreshold = 4;
constexpr double kGrid = 10;

QString tr(const char* text) {
  return QCoreApplication::translate("SelectTool", text);
}

bool contains(const ObjectRefs& refs, const ObjectRef& ref) {
  return std::find(refs.begin(), refs.end(), ref) != refs.end();
}

double snapped(double value) {
  return std::round(value / kGrid) * kGrid;
}

QString joined(const std::vector<std::string>& names) {
  QStringList words;
  for (const std::string& name : names) words << QString::fromStdString(name);
  return words.join(", ");
}

/// The zone moves with the servers that serve no other zone.
ObjectRefs companions(const farm::Farm& farm, const std::string& zoneName) {
  ObjectRefs refs;
  for (const farm::Server& server : farm.servers) {
    int zones = 0;
    bool here = false;
    for (const farm::Zone& zone : farm.zones) {
      for (const farm::ZoneMember& member : farm::membersOf(farm, zone)) {
        if (member.server != server.name) continue;
        ++zones;
        here = here || zone.name == zoneName;
      }
    }
    if (here && zones == 1) refs.push_back({ObjectType::Server, server.name});
  }
  return refs;
}

}  // namespace

void SelectTool::leave() {
  cancel();
}

bool SelectTool::press(const Pointer& pointer) {
  if (pointer.button != Qt::LeftButton) return false;
  pressedAt_ = pointer.at;
  toggled_ = false;
  if (const auto source = port_.handleAt(pointer.at)) {
    line_ = std::make_unique<ConnectTool>(document_, port_, ConnectTool::Meaning::Traffic);
    line_->startFrom(*source, pointer.at);
    return true;
  }
  pressedOn_ = port_.hitAt(pointer.at);
  const bool toggle = pointer.modifiers & (Qt::ControlModifier | Qt::ShiftModifier);
  if (pressedOn_.empty()) {
    gesture_ = Gesture::Band;
    bandBase_ = toggle ? port_.selection() : ObjectRefs{};
    if (!toggle) port_.select({});
    return true;
  }
  gesture_ = Gesture::Pressed;
  ObjectRefs selection = port_.selection();
  const bool isSelected = contains(selection, pressedOn_.front());
  if (toggle) {
    toggled_ = true;
    for (const ObjectRef& ref : pressedOn_) {
      if (isSelected)
        std::erase(selection, ref);
      else
        selection.push_back(ref);
    }
    port_.select(selection);
  } else if (!isSelected) {
    port_.select(pressedOn_);
  }
  return true;
}

bool SelectTool::move(const Pointer& pointer) {
  if (line_) return line_->move(pointer);
  if (gesture_ == Gesture::Pressed && QLineF(pressedAt_, pointer.at).length() > kDragThreshold && !toggled_)
    beginMove();
  switch (gesture_) {
    case Gesture::Moving:
      trackMove(pointer);
      return true;
    case Gesture::DraggingChip: {
      const auto zones = port_.zonesAt(pointer.at, std::nullopt);
      port_.markZones(zones.empty() ? zones : std::vector<std::string>{zones.back()});
      port_.showDraft(ToolPort::Draft{port_.shapeOf(pressedOn_.front()).center(), pointer.at, !zones.empty()});
      port_.hint(zones.empty() ? tr("Drop it on a zone.")
                               : tr("Release to move it to %1.").arg(QString::fromStdString(zones.back())));
      return true;
    }
    case Gesture::Band:
      trackBand(pointer);
      return true;
    default:
      return false;
  }
}

bool SelectTool::release(const Pointer& pointer) {
  if (line_) {
    line_->release(pointer);
    line_.reset();
    port_.hint({});
    return true;
  }
  const Gesture was = gesture_;
  if (was == Gesture::Moving) dropMove(pointer);
  if (was == Gesture::DraggingChip) dropChip(pointer);
  if (was == Gesture::Pressed && !toggled_ && port_.selection().size() > 1) port_.select(pressedOn_);
  rest();
  return was != Gesture::None;
}

bool SelectTool::doubleClick(const Pointer& pointer) {
  const ObjectRefs hit = port_.hitAt(pointer.at);
  if (hit.size() != 1) return false;
  rest();
  port_.editName(hit.front());
  return true;
}

bool SelectTool::key(int key, Qt::KeyboardModifiers modifiers) {
  switch (key) {
    case Qt::Key_Tab:
      walk(true);
      return true;
    case Qt::Key_Backtab:
      walk(false);
      return true;
    case Qt::Key_Left:
    case Qt::Key_Right:
    case Qt::Key_Up:
    case Qt::Key_Down:
      return nudge(key, modifiers);
    default:
      return false;
  }
}

bool SelectTool::cancel() {
  if (line_) {
    line_->leave();
    line_.reset();
    return true;
  }
  if (gesture_ != Gesture::None && gesture_ != Gesture::Pressed) {
    rest();
    return true;
  }
  return false;
}

void SelectTool::beginMove() {
  if (pressedOn_.size() == 1 && pressedOn_.front().type == ObjectType::Application) {
    gesture_ = Gesture::DraggingChip;
    return;
  }
  ObjectRefs moving = port_.selection();
  for (ObjectRef& ref : moving) {
    if (ref.type == ObjectType::Balancer) ref.type = ObjectType::Zone;  // a balancer stands in its zone's block
  }
  for (const ObjectRef& ref : ObjectRefs(moving)) {
    if (ref.type != ObjectType::Zone) continue;
    for (const ObjectRef& server : companions(document_.farm(), ref.name)) moving.push_back(server);
  }
  start_.clear();
  for (const ObjectRef& ref : moving) {
    if (const auto place = port_.placeOf(ref)) start_[ref] = *place;
  }
  gesture_ = start_.empty() ? Gesture::None : Gesture::Moving;
}

Placement SelectTool::movedTo(const Pointer& pointer) const {
  double dx = pointer.at.x() - pressedAt_.x(), dy = pointer.at.y() - pressedAt_.y();
  if (pointer.modifiers & Qt::ShiftModifier) (std::abs(dx) > std::abs(dy) ? dy : dx) = 0;
  if (!(pointer.modifiers & Qt::AltModifier)) {
    // The whole group moves by one vector, chosen so that its first object meets the grid.
    const farm::Position& anchor = start_.begin()->second;
    if (dx != 0) dx = snapped(anchor.x + dx) - anchor.x;
    if (dy != 0) dy = snapped(anchor.y + dy) - anchor.y;
  }
  Placement placement;
  for (const auto& [ref, from] : start_) placement[ref] = farm::Position{from.x + dx, from.y + dy};
  return placement;
}

std::vector<std::string> SelectTool::joinsAt(QPointF at) const {
  if (start_.size() != 1 || start_.begin()->first.type != ObjectType::Server) return {};
  const ObjectRef& server = start_.begin()->first;
  std::vector<std::string> joins;
  for (const std::string& name : port_.zonesAt(at, server)) {
    const farm::Zone* zone = farm::findZone(document_.farm(), name);
    if (zone == nullptr || zone->includesAllServers) continue;
    const bool member = std::any_of(zone->members.begin(), zone->members.end(),
                                    [&](const farm::ZoneMember& m) { return m.server == server.name; });
    if (!member) joins.push_back(name);
  }
  return joins;
}

void SelectTool::trackMove(const Pointer& pointer) {
  port_.preview(movedTo(pointer));
  const auto joins = joinsAt(pointer.at);
  port_.markZones(joins);
  if (!joins.empty()) {
    port_.hint(tr("Release to add %1 to %2.").arg(QString::fromStdString(start_.begin()->first.name), joined(joins)));
  } else {
    port_.hint(tr("Shift keeps the direction, Alt ignores the grid, Esc puts it back."));
  }
}

void SelectTool::dropMove(const Pointer& pointer) {
  const Placement placement = movedTo(pointer);
  const auto joins = joinsAt(pointer.at);
  port_.preview({});
  if (joins.empty()) {
    performInPlace(MoveObjects(placement));
    return;
  }
  const ObjectRef server = placement.begin()->first;
  performInPlace(DropServer(server.name, port_.freePlaceIn(joins.back()), joins, {}));
}

void SelectTool::dropChip(const Pointer& pointer) {
  const auto zones = port_.zonesAt(pointer.at, std::nullopt);
  if (!zones.empty()) perform(MoveApplication(pressedOn_.front().name, zones.back()));
}

void SelectTool::trackBand(const Pointer& pointer) {
  const QRectF band = QRectF(pressedAt_, pointer.at).normalized();
  port_.showBand(band);
  ObjectRefs selection = bandBase_;
  for (const ObjectRef& ref : port_.objectsIn(band)) {
    if (!contains(selection, ref)) selection.push_back(ref);
  }
  port_.select(selection);
}

void SelectTool::walk(bool forward) {
  const ObjectRefs all = diagramObjects(document_.farm());
  if (all.empty()) return;
  const ObjectRefs selection = port_.selection();
  const auto here = selection.empty() ? all.end() : std::find(all.begin(), all.end(), selection.back());
  std::size_t next = 0;
  if (here == all.end()) {
    next = forward ? 0 : all.size() - 1;
  } else {
    const auto index = static_cast<std::size_t>(here - all.begin());
    next = forward ? (index + 1) % all.size() : (index + all.size() - 1) % all.size();
  }
  port_.select({all[next]});
}

bool SelectTool::nudge(int key, Qt::KeyboardModifiers modifiers) {
  const double step = modifiers & Qt::ShiftModifier ? kGrid : 1;
  const double dx = key == Qt::Key_Left ? -step : key == Qt::Key_Right ? step : 0;
  const double dy = key == Qt::Key_Up ? -step : key == Qt::Key_Down ? step : 0;
  const ObjectRefs selection = port_.selection();
  Placement placement;
  for (const ObjectRef& ref : selection) {
    if (const auto place = port_.placeOf(ref)) placement[ref] = farm::Position{place->x + dx, place->y + dy};
  }
  if (placement.empty()) return false;
  if (selection != nudged_) {
    nudged_ = selection;
    ++nudgeGesture_;
  }
  performInPlace(MoveObjects(placement, QString("nudge%1").arg(nudgeGesture_)));
  return true;
}

void SelectTool::rest() {
  gesture_ = Gesture::None;
  start_.clear();
  port_.preview({});
  port_.showBand(std::nullopt);
  port_.showDraft(std::nullopt);
  port_.markZones({});
  port_.hint({});
}

}  // namespace headroom::gui
