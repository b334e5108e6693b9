// Models of the reference cases from JSON. Throws what the JSON library throws, and UnknownWord; `case_file.cpp`
// catches.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <stdexcept>

#include "engine/analytic/network_model.h"

namespace headroom::accuracy {

class UnknownWord : public std::runtime_error {
 public:
  UnknownWord(const std::string& field, const std::string& word)
      : std::runtime_error("unknown word \"" + word + "\" for " + field) {}
};

analytic::Distribution readLaw(const nlohmann::json& from);
analytic::NetworkModel readNetwork(const nlohmann::json& from);

}  // namespace headroom::accuracy
