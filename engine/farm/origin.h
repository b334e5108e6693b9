// What every object of a farm has besides its meaning: its place in a file, its comments, its place on the diagram.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace headroom::farm {

/// Where an object and its fields stand in the file it came from. Never part of equality.
struct Origin {
  struct Spot {
    int line = 0;
    int column = 0;
  };
  Spot object;
  std::map<std::string, Spot> fields;  ///< By field name of the farm file; repeated fields as `name[index]`.
  bool operator==(const Origin&) const { return true; }
};

/// Comments of the file without their '#', kept so that a save gives them back. Keys: "cores" before the field,
/// "cores#" behind it, "work.demand" inside a block; "" before the object, "{" behind its opening brace, "}" before its
/// end, "}#" behind it. "\n" stands for a blank line.
using Comments = std::map<std::string, std::vector<std::string>>;

/// Place on the diagram, in scene units (1 unit = 1 px at 100 %), of a node's centre.
struct Position {
  double x = 0;
  double y = 0;
  bool operator==(const Position&) const = default;
};

}  // namespace headroom::farm
