#include "engine/base/version.h"

namespace headroom {

std::string_view version() {
  return HEADROOM_VERSION;
}

}  // namespace headroom
