// The farm as a tree: the diagram's twin for the keyboard and for screen readers.
#pragma once

#include <QAbstractItemModel>
#include <memory>
#include <vector>

#include "gui/document/farm_document.h"

namespace headroom::gui {

/// Groups (users, proxy, zones with their balancer, servers and applications, servers, databases, notes) with every
/// object below. A server appears under each of its zones and once under Servers.
class OutlineModel : public QAbstractItemModel {
  Q_OBJECT

 public:
  explicit OutlineModel(FarmDocument& document, QObject* parent = nullptr);
  ~OutlineModel() override;

  /// The object of a row; nullopt for group headings.
  std::optional<ObjectRef> objectAt(const QModelIndex& index) const;
  /// First row of an object; invalid when there is none.
  QModelIndex indexOf(const ObjectRef& ref) const;

  QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
  QModelIndex parent(const QModelIndex& child) const override;
  int rowCount(const QModelIndex& parent = {}) const override;
  int columnCount(const QModelIndex& parent = {}) const override;
  QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const override;
  QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

 private:
  struct Node;
  void rebuild();
  Node* nodeOf(const QModelIndex& index) const;

  FarmDocument& document_;
  std::unique_ptr<Node> root_;
};

}  // namespace headroom::gui
