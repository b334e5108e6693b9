#include "gui/commands/place_objects.h"

#include <QCoreApplication>

namespace headroom::gui {
namespace {

void place(farm::Farm& farm, const Placement& to) {
  for (const auto& [ref, position] : to) {
    if (auto* place = positionOf(farm, ref)) *place = position;
  }
}

}  // namespace

QString MoveObjects::text() const {
  if (to_.size() == 1 && !to_.begin()->first.name.empty()) {
    return QCoreApplication::translate("MoveObjects", "Move %1").arg(QString::fromStdString(to_.begin()->first.name));
  }
  return QCoreApplication::translate("MoveObjects", "Move %1 objects").arg(to_.size());
}

QString MoveObjects::apply(farm::Farm& farm) const {
  place(farm, to_);
  return {};
}

ObjectRefs MoveObjects::subjects() const {
  ObjectRefs refs;
  for (const auto& [ref, position] : to_) refs.push_back(ref);
  return refs;
}

QString KeepPlaces::apply(farm::Farm& farm) const {
  const farm::Farm before = farm;
  if (QString why = edit_.apply(farm); !why.isEmpty()) return why;
  if (farm == before) return {};  // nothing moved, so nothing needs holding
  for (const auto& [ref, position] : seen_) {
    auto* place = positionOf(farm, ref);
    if (place != nullptr && !place->has_value()) *place = position;
  }
  return {};
}

QString ArrangeDiagram::text() const {
  return QCoreApplication::translate("ArrangeDiagram", "Arrange diagram");
}

QString ArrangeDiagram::apply(farm::Farm& farm) const {
  place(farm, to_);
  return {};
}

}  // namespace headroom::gui
