// Formats whose stamps need not name their zone.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "engine/trace/line_format.h"
#include "engine/trace/local_time.h"

namespace headroom::trace {

/// What the lines of a sample said about the hour that autumn repeats is not known when they are read for good.
class ZonedFormat : public LineFormat {
 public:
  explicit ZonedFormat(LocalTime zone) : zone_(std::move(zone)) {}

  std::string endSample() override {
    zone_.beginAgain();
    return {};
  }

 protected:
  LocalTime zone_;
};

}  // namespace headroom::trace
