// What the diagram shows, as plain values: shapes and lines of a farm with their texts, without geometry.
#pragma once

#include <QString>
#include <vector>

#include "engine/farm/farm.h"
#include "gui/document/object_ref.h"

namespace headroom::gui {

/// A server, proxy, database, group of users or note.
struct DiagramNode {
  ObjectRef ref;
  QString title;
  QString detail;          ///< Second line: "4 cores · 12 GiB".
  std::vector<int> zones;  ///< Servers: indices of the zones it serves, in farm order.
  std::string loadName;    ///< Node name under which runs report its utilisation.
};

/// An application as a chip in its zone.
struct DiagramChip {
  ObjectRef ref;
  QString title;
  QString detail;  ///< Its path.
};

/// A zone with its balancer and applications as one block, and the servers it encloses.
struct DiagramZone {
  ObjectRef ref;
  QString title;
  QString detail;  ///< Zone address.
  bool isDefault = false;
  bool hasBalancer = false;
  ObjectRef balancer;
  QString balancerTitle;
  QString balancerDetail;  ///< Its algorithm.
  std::string loadName;
  std::vector<DiagramChip> chips;
  std::vector<std::size_t> servers;  ///< Members: indices into Diagram::nodes.
};

/// A line between two things of the diagram.
struct DiagramEdge {
  enum class Kind {
    Traffic,     ///< Users to proxy, or to the zone when there is no proxy.
    Route,       ///< Proxy to zone.
    Membership,  ///< Balancer to server.
    Data,        ///< Server to database.
    Call,        ///< Application to application.
    Link,        ///< Network link between two nodes.
  };
  Kind kind = Kind::Traffic;
  ObjectRef from, to;  ///< Ends: nodes, zones (their balancer) or applications (their chip).
  ObjectRefs rows;     ///< What Delete takes away; empty when the line is only derived.
  QString label;
  int zone = -1;  ///< Index of the zone whose colour it bears.
};

/// All of it; the geometry is a DiagramLayout in step with these lists.
struct Diagram {
  std::vector<DiagramNode> nodes;
  std::vector<DiagramZone> zones;
  std::vector<DiagramEdge> edges;
};

/// What stands on the diagram and what is written on it; no geometry yet.
Diagram diagramOf(const farm::Farm& farm);

}  // namespace headroom::gui
