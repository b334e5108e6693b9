#include "gui/runs/run_engine.h"

namespace headroom::gui {

RunEngine realEngine() {
  return {sim::LiveRun::create, sim::run, workload::loadReplay, planning::plan};
}

}  // namespace headroom::gui
