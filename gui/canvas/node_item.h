// Cards: servers, proxy, databases, users, notes, balancers, and chips of applications.
#pragma once

#include "gui/canvas/diagram_item.h"

namespace headroom::gui {

/// A machine or a group of users. A server that serves several zones shows a stripe in the colour of each and names
/// them all.
class NodeItem : public DiagramItem {
 public:
  /// `zoneNames` as DiagramNode::zones.
  void setNode(const DiagramNode& node, const QStringList& zoneNames);
  void paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) override;
  /// Where the connect handle sits, at the right edge.
  static QRectF handleOf(const QRectF& rect);

 private:
  void paintNote(QPainter& painter) const;
  void paintStripes(QPainter& painter) const;
  void paintLoadBar(QPainter& painter) const;
  void paintHandle(QPainter& painter) const;

  DiagramNode node_;
  QStringList zoneNames_;
};

/// A zone's balancer inside its block.
class BalancerItem : public DiagramItem {
 public:
  /// `exists`: false for an ideal one, which is drawn fainter; `zone`: whose colour it bears.
  void setBalancer(const QString& title, const QString& detail, bool exists, int zone);
  void paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) override;

 private:
  QString title_, detail_;
  bool exists_ = false;
  int zone_ = 0;
};

/// An application inside its zone's block.
class ChipItem : public DiagramItem {
 public:
  /// `zone`: whose colour it bears.
  void setChip(const DiagramChip& chip, int zone);
  void paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) override;

 private:
  DiagramChip chip_;
  int zone_ = 0;
};

}  // namespace headroom::gui
