// Farms to start from.
#pragma once

#include <string>
#include <vector>

namespace headroom::templates {

struct Template {
  std::string name;     ///< "intranet-zone": what `headroom new` takes.
  std::string summary;  ///< First comment line of the farm: one sentence.
  std::string text;     ///< The whole farm file.
};

/// All templates in order of growing size.
const std::vector<Template>& all();

/// nullptr when there is none of that name.
const Template* find(const std::string& name);

}  // namespace headroom::templates
