#include "gui/tools/place_tool.h"

#include <QCoreApplication>
#include <cmath>

namespace headroom::gui {
namespace {

constexpr double kGrid = 10;

farm::Position onGrid(QPointF at) {
  return {std::round(at.x() / kGrid) * kGrid, std::round(at.y() / kGrid) * kGrid};
}

}  // namespace

AddObject placementAt(const ToolPort& port, Item item, QPointF at) {
  const bool livesInZones = item == Item::Server || item == Item::Application;
  const auto zones = livesInZones ? port.zonesAt(at, std::nullopt) : std::vector<std::string>{};
  const std::string zone = zones.empty() ? std::string() : zones.back();
  if (item == Item::Server && !zone.empty()) return AddObject(item, port.freePlaceIn(zone), zone);
  return AddObject(item, onGrid(at), zone);
}

void PlaceTool::enter() {
  port_.hint(QCoreApplication::translate("PlaceTool", "Click to place: %1. Shift keeps placing, Esc cancels.")
                 .arg(typeName(typeOf(item_)).toLower()));
}

void PlaceTool::leave() {
  port_.showGhost(std::nullopt, {});
  port_.markZones({});
  port_.hint({});
}

bool PlaceTool::press(const Pointer& pointer) {
  if (pointer.button != Qt::LeftButton) return false;
  const AddObject edit = placementAt(port_, item_, pointer.at);
  if (performInPlace(edit) == FarmDocument::Effect::Changed) port_.select(edit.subjects());
  done_ = !(pointer.modifiers & Qt::ShiftModifier);
  return true;
}

bool PlaceTool::move(const Pointer& pointer) {
  port_.showGhost(item_, pointer.at);
  const bool livesInZones = item_ == Item::Server || item_ == Item::Application;
  const auto zones = livesInZones ? port_.zonesAt(pointer.at, std::nullopt) : std::vector<std::string>{};
  port_.markZones(zones.empty() ? zones : std::vector<std::string>{zones.back()});
  return true;
}

}  // namespace headroom::gui
