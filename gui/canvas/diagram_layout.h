// Where everything stands: arithmetic only, no scene.
#pragma once

#include <QPainterPath>
#include <QRectF>
#include <map>
#include <vector>

#include "gui/canvas/diagram.h"
#include "gui/document/object_ref.h"

namespace headroom::gui {

/// Sizes of shapes in scene units (1 unit = 1 px at 100 %).
struct DiagramSizes {
  static constexpr double kNodeWidth = 174;
  static constexpr double kNodeHeight = 66;
  static constexpr double kZoneWidth = 224;
  static constexpr double kZoneHeader = 46;
  static constexpr double kBalancerHeight = 48;
  static constexpr double kChipHeight = 24;
  static constexpr double kPadding = 14;
  static constexpr double kColumnGap = 60;
  static constexpr double kRouteGap = 124;  ///< Between proxy and zones: paths and calls are written there.
  static constexpr double kRowGap = 22;
  static constexpr double kBandPadding = 9;  ///< Of the innermost zone around its servers.
  static constexpr double kBandStep = 7;     ///< More for each zone further out.
};

/// Finished geometry of a diagram.
struct DiagramLayout {
  std::vector<QRectF> nodes;  ///< As Diagram::nodes.
  /// Of a zone: its block, what stands in it, and how far it reaches around its servers.
  struct ZonePlace {
    QRectF block;  ///< Name, balancer and applications.
    QRectF balancer;
    std::vector<QRectF> chips;
    double bandPadding = 0;
    QPainterPath outline;  ///< Block and the bands around member servers, as one shape.
  };
  std::vector<ZonePlace> zones;  ///< As Diagram::zones.
  QRectF bounds;

  /// The shape of an end of a line: a node, a zone's balancer, an application's chip. Empty for unknown ones.
  QRectF rectOf(const Diagram& diagram, const ObjectRef& ref) const;
};

/// Centres of all shapes that stand by themselves.
using Centres = std::map<ObjectRef, farm::Position>;

/// Places tiers from left to right: users, proxy, zones, servers, databases. Servers are ordered so that those of one
/// zone stand together; nothing overlaps.
Centres arrange(const Diagram& diagram);

/// Places that the farm states, and for the rest those of `arrange`, moved down until they are free.
Centres placesOf(const farm::Farm& farm, const Diagram& diagram);

/// Geometry for given centres.
DiagramLayout layOut(const Diagram& diagram, const Centres& centres);

/// Size of a zone's block.
QSizeF blockSize(const DiagramZone& zone);

}  // namespace headroom::gui
