#include "gui/tools/tool.h"

namespace headroom::gui {

FarmDocument::Effect Tool::perform(const FarmEdit& edit) {
  const FarmDocument::Outcome outcome = document_.perform(edit);
  if (outcome.effect == FarmDocument::Effect::Refused) port_.refuse(outcome.reason);
  return outcome.effect;
}

}  // namespace headroom::gui
