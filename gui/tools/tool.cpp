#include "gui/tools/tool.h"

namespace headroom::gui {

FarmDocument::Effect Tool::perform(const FarmEdit& edit) {
  const FarmDocument::Outcome outcome = document_.perform(edit);
  if (outcome.effect == FarmDocument::Effect::Refused) port_.refuse(outcome.reason);
  return outcome.effect;
}

FarmDocument::Effect Tool::performInPlace(const FarmEdit& edit) {
  Placement seen;
  for (const ObjectRef& ref : diagramObjects(document_.farm())) {
    if (const auto place = port_.placeOf(ref)) seen[ref] = place;
  }
  return perform(KeepPlaces(edit, std::move(seen)));
}

}  // namespace headroom::gui
