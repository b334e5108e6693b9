#include "gui/canvas/diagram_layout.h"

#include <algorithm>
#include <numeric>

#include "gui/canvas/zone_shape.h"

namespace headroom::gui {
namespace {

using S = DiagramSizes;

QSizeF nodeSize(const DiagramNode& node) {
  if (node.ref.type == ObjectType::Note) {
    const auto lines = std::max<qsizetype>(1, node.title.count(u'\n') + 1 + node.title.size() / 26);
    return {S::kNodeWidth + 20, 22.0 + 17.0 * static_cast<double>(std::min<qsizetype>(lines, 12))};
  }
  return {S::kNodeWidth, S::kNodeHeight};
}

QRectF around(const farm::Position& centre, const QSizeF& size) {
  return {centre.x - size.width() / 2, centre.y - size.height() / 2, size.width(), size.height()};
}

/// How far outside a zone's band runs round its servers: a zone that shares servers with smaller zones runs outside
/// them.
std::vector<double> bandPaddings(const Diagram& diagram) {
  std::vector<double> paddings(diagram.zones.size(), S::kBandPadding);
  std::vector<std::size_t> bySize(diagram.zones.size());
  std::iota(bySize.begin(), bySize.end(), std::size_t{0});
  std::stable_sort(bySize.begin(), bySize.end(), [&](std::size_t a, std::size_t b) {
    return diagram.zones[a].servers.size() < diagram.zones[b].servers.size();
  });
  for (std::size_t i = 0; i < bySize.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const auto& mine = diagram.zones[bySize[i]].servers;
      const auto& inner = diagram.zones[bySize[j]].servers;
      const bool share = std::any_of(mine.begin(), mine.end(), [&](std::size_t s) {
        return std::find(inner.begin(), inner.end(), s) != inner.end();
      });
      if (share) paddings[bySize[i]] = std::max(paddings[bySize[i]], paddings[bySize[j]] + S::kBandStep);
    }
  }
  return paddings;
}

std::vector<std::size_t> nodesOf(const Diagram& diagram, ObjectType type) {
  std::vector<std::size_t> found;
  for (std::size_t n = 0; n < diagram.nodes.size(); ++n) {
    if (diagram.nodes[n].ref.type == type) found.push_back(n);
  }
  return found;
}

/// Servers in an order in which zones stand together: by the mean index of their zones, then by zones, then as in the
/// farm.
std::vector<std::size_t> serverOrder(const Diagram& diagram) {
  std::vector<std::size_t> order = nodesOf(diagram, ObjectType::Server);
  const auto mean = [&](std::size_t n) {
    const auto& zones = diagram.nodes[n].zones;
    if (zones.empty()) return 1e9;
    return std::accumulate(zones.begin(), zones.end(), 0.0) / static_cast<double>(zones.size());
  };
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const double ma = mean(a), mb = mean(b);
    return ma != mb ? ma < mb : diagram.nodes[a].zones < diagram.nodes[b].zones;
  });
  return order;
}

/// Vertical centres of boxes of these heights, near the wished places, in the given order, `gap` apart.
std::vector<double> stack(const std::vector<double>& wished, const std::vector<double>& heights, double gap) {
  std::vector<double> centres(wished.size());
  double bottom = -1e18;
  for (std::size_t i = 0; i < wished.size(); ++i) {
    const double top = std::max(wished[i] - heights[i] / 2, bottom);
    centres[i] = top + heights[i] / 2;
    bottom = top + heights[i] + gap;
  }
  // Pushing down moved the whole; centre it on the wishes again.
  double drift = 0;
  for (std::size_t i = 0; i < wished.size(); ++i) drift += centres[i] - wished[i];
  if (!wished.empty()) drift /= static_cast<double>(wished.size());
  for (double& centre : centres) centre -= drift;
  return centres;
}

std::vector<double> evenly(std::size_t count, double height, double gap, double middle) {
  std::vector<double> centres(count);
  const double pitch = height + gap;
  for (std::size_t i = 0; i < count; ++i) {
    centres[i] = middle + (static_cast<double>(i) - (static_cast<double>(count) - 1) / 2) * pitch;
  }
  return centres;
}

/// Long columns of servers wrap, so that a farm of thirty still fits a screen.
constexpr std::size_t kRowsPerColumn = 10;

struct Tiers {
  const Diagram& diagram;
  Centres centres;
  double left = 0;

  void column(const std::vector<std::size_t>& nodes, double middle, double gap = S::kColumnGap) {
    if (nodes.empty()) return;
    const auto ys = evenly(nodes.size(), S::kNodeHeight, S::kRowGap + 8, middle);
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      centres[diagram.nodes[nodes[i]].ref] = {left + S::kNodeWidth / 2, ys[i]};
    }
    left += S::kNodeWidth + gap;
  }
};

double serverGap(const Diagram& diagram) {
  double widest = 0;
  for (const double padding : bandPaddings(diagram)) widest = std::max(widest, padding);
  return std::max(S::kRowGap, 2 * widest + 6);
}

/// Vertical centre of the servers' rows by node index, around 0.
std::map<std::size_t, double> serverRows(const Diagram& diagram, const std::vector<std::size_t>& order, double gap) {
  std::map<std::size_t, double> rows;
  const std::size_t perColumn = std::min(order.size(), kRowsPerColumn);
  const auto ys = evenly(perColumn, S::kNodeHeight, gap, 0);
  for (std::size_t i = 0; i < order.size(); ++i) rows[order[i]] = ys[i % kRowsPerColumn];
  (void)diagram;
  return rows;
}

std::vector<double> zoneRows(const Diagram& diagram, const std::map<std::size_t, double>& rows) {
  std::vector<double> wished, heights;
  for (const DiagramZone& zone : diagram.zones) {
    double sum = 0;
    for (const std::size_t server : zone.servers) sum += rows.at(server);
    wished.push_back(zone.servers.empty() ? 0 : sum / static_cast<double>(zone.servers.size()));
    heights.push_back(blockSize(zone).height());
  }
  return stack(wished, heights, S::kRowGap + 6);
}

double middleOf(const std::vector<double>& values) {
  if (values.empty()) return 0;
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  return (*low + *high) / 2;
}

}  // namespace

QSizeF blockSize(const DiagramZone& zone) {
  double height = S::kZoneHeader + S::kBalancerHeight + S::kPadding;
  if (!zone.chips.empty()) height += static_cast<double>(zone.chips.size()) * (S::kChipHeight + 6) + 4;
  return {S::kZoneWidth, height};
}

Centres arrange(const Diagram& diagram) {
  const auto order = serverOrder(diagram);
  const double gap = serverGap(diagram);
  const auto rows = serverRows(diagram, order, gap);
  const auto zoneYs = zoneRows(diagram, rows);
  const double middle = zoneYs.empty() ? 0 : middleOf(zoneYs);

  Tiers tiers{diagram, {}, 0};
  tiers.column(nodesOf(diagram, ObjectType::Users), middle);
  tiers.column(nodesOf(diagram, ObjectType::Proxy), middle, S::kRouteGap);
  if (!diagram.zones.empty()) {
    for (std::size_t z = 0; z < diagram.zones.size(); ++z) {
      tiers.centres[diagram.zones[z].ref] = {tiers.left + S::kZoneWidth / 2, zoneYs[z]};
    }
    tiers.left += S::kZoneWidth + S::kColumnGap;
  }
  for (std::size_t i = 0; i < order.size(); ++i) {
    const double column = static_cast<double>(i / kRowsPerColumn) * (S::kNodeWidth + gap);
    tiers.centres[diagram.nodes[order[i]].ref] = {tiers.left + column + S::kNodeWidth / 2, rows.at(order[i])};
  }
  if (!order.empty()) {
    const double columns = static_cast<double>((order.size() + kRowsPerColumn - 1) / kRowsPerColumn);
    tiers.left += columns * (S::kNodeWidth + gap) - gap + S::kColumnGap;
  }
  tiers.column(nodesOf(diagram, ObjectType::Database), 0);

  // Notes stand under whatever is in the first column.
  double bottom = middle;
  for (const DiagramNode& node : diagram.nodes) {
    const auto place = tiers.centres.find(node.ref);
    if (place == tiers.centres.end()) continue;
    const QRectF rect = around(place->second, nodeSize(node));
    if (rect.left() < S::kNodeWidth) bottom = std::max(bottom, rect.bottom());
  }
  for (const DiagramZone& zone : diagram.zones) {
    const QRectF rect = around(tiers.centres[zone.ref], blockSize(zone));
    if (rect.left() < S::kNodeWidth) bottom = std::max(bottom, rect.bottom());
  }
  bottom += S::kNodeHeight;
  for (const std::size_t note : nodesOf(diagram, ObjectType::Note)) {
    const QSizeF size = nodeSize(diagram.nodes[note]);
    tiers.centres[diagram.nodes[note].ref] = {S::kNodeWidth / 2, bottom + size.height() / 2};
    bottom += size.height() + S::kRowGap;
  }
  return tiers.centres;
}

Centres placesOf(const farm::Farm& farm, const Diagram& diagram) {
  Centres wished = arrange(diagram);
  farm::Farm copy = farm;
  Centres centres;
  std::vector<QRectF> taken;
  std::map<ObjectRef, QSizeF> sizes;
  for (const DiagramNode& node : diagram.nodes) sizes[node.ref] = nodeSize(node);
  for (const DiagramZone& zone : diagram.zones) sizes[zone.ref] = blockSize(zone);
  for (const auto& [ref, size] : sizes) {
    const auto* place = positionOf(copy, ref);
    if (place == nullptr || !place->has_value()) continue;
    centres[ref] = **place;
    taken.push_back(around(**place, size));
  }
  if (centres.empty()) return wished;
  for (const auto& [ref, size] : sizes) {
    if (centres.contains(ref)) continue;
    farm::Position place = wished[ref];
    const auto blocked = [&] {
      const QRectF rect = around(place, size).adjusted(-8, -8, 8, 8);
      return std::find_if(taken.begin(), taken.end(), [&](const QRectF& other) { return other.intersects(rect); });
    };
    for (auto obstacle = blocked(); obstacle != taken.end(); obstacle = blocked()) {
      place.y = obstacle->bottom() + size.height() / 2 + S::kRowGap;
    }
    centres[ref] = place;
    taken.push_back(around(place, size));
  }
  return centres;
}

DiagramLayout layOut(const Diagram& diagram, const Centres& centres) {
  DiagramLayout layout;
  const auto centreOf = [&](const ObjectRef& ref) {
    const auto found = centres.find(ref);
    return found == centres.end() ? farm::Position{} : found->second;
  };
  for (const DiagramNode& node : diagram.nodes) {
    layout.nodes.push_back(around(centreOf(node.ref), nodeSize(node)));
    layout.bounds |= layout.nodes.back();
  }
  const auto paddings = bandPaddings(diagram);
  for (std::size_t z = 0; z < diagram.zones.size(); ++z) {
    const DiagramZone& zone = diagram.zones[z];
    DiagramLayout::ZonePlace place;
    place.block = around(centreOf(zone.ref), blockSize(zone));
    place.bandPadding = paddings[z];
    const QRectF inner = place.block.adjusted(S::kPadding, S::kZoneHeader, -S::kPadding, -S::kPadding);
    place.balancer = QRectF(inner.left(), inner.top(), inner.width(), S::kBalancerHeight);
    for (std::size_t c = 0; c < zone.chips.size(); ++c) {
      const double top = place.balancer.bottom() + 10 + static_cast<double>(c) * (S::kChipHeight + 6);
      place.chips.emplace_back(inner.left(), top, inner.width(), S::kChipHeight);
    }
    layout.zones.push_back(std::move(place));
  }
  for (std::size_t z = 0; z < diagram.zones.size(); ++z) {
    std::vector<QRectF> members, others;
    for (std::size_t n = 0; n < diagram.nodes.size(); ++n) {
      const auto& servers = diagram.zones[z].servers;
      const bool member = std::find(servers.begin(), servers.end(), n) != servers.end();
      (member ? members : others).push_back(layout.nodes[n]);
    }
    for (std::size_t other = 0; other < diagram.zones.size(); ++other) {
      if (other != z) others.push_back(layout.zones[other].block);
    }
    DiagramLayout::ZonePlace& place = layout.zones[z];
    place.outline = zoneOutline(place.block, members, others, place.bandPadding);
    layout.bounds |= place.outline.boundingRect();
  }
  return layout;
}

QRectF DiagramLayout::rectOf(const Diagram& diagram, const ObjectRef& ref) const {
  for (std::size_t n = 0; n < diagram.nodes.size(); ++n) {
    if (diagram.nodes[n].ref == ref) return nodes[n];
  }
  for (std::size_t z = 0; z < diagram.zones.size(); ++z) {
    const DiagramZone& zone = diagram.zones[z];
    if (zone.ref == ref || zone.balancer == ref) return zones[z].balancer;
    for (std::size_t c = 0; c < zone.chips.size(); ++c) {
      if (zone.chips[c].ref == ref) return zones[z].chips[c];
    }
  }
  return {};
}

}  // namespace headroom::gui
