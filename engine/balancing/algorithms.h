// The algorithms of every product under their own names, and what computes them.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/farm/farm.h"

namespace headroom::balancing {

struct Algorithm {
  farm::Product product = farm::Product::Unspecified;
  std::string_view name;         ///< The product's own: "leastconn", "least-connections-member".
  std::string_view summary;      ///< One clause for lists.
  std::string_view coreProduct;  ///< Of routing::PolicySpec.
  std::string_view coreAlgorithm;
  bool weighted = true;            ///< Whether it looks at weights at all.
  std::string_view approximation;  ///< How it differs from the original; empty: decides as the original does.
};

/// All of one product, its usual choice first.
std::span<const Algorithm> algorithmsOf(farm::Product product);

/// The algorithm with this name; capitals, '-' and '_' are not told apart. Nullptr when there is none.
const Algorithm* findAlgorithm(farm::Product product, std::string_view name);

/// The options it reads, by their names in a farm file: "draws", "hash_type". All others mean nothing to it.
std::vector<std::string_view> optionsOf(const Algorithm& algorithm);

/// What the product calls the two algorithms that a zone can name.
std::string_view nameOf(farm::Product product, farm::Algorithm algorithm);

}  // namespace headroom::balancing
