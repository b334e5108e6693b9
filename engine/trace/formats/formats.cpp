#include "engine/trace/formats/iis_w3c.h"
#include "engine/trace/formats/ncsa.h"

namespace headroom::trace {

std::vector<std::unique_ptr<LineFormat>> lineFormats() {
  std::vector<std::unique_ptr<LineFormat>> all;
  all.push_back(std::make_unique<IisW3c>());
  all.push_back(std::make_unique<Ncsa>());
  return all;
}

}  // namespace headroom::trace
