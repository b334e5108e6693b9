#include "gui/presenters/outline_model.h"

#include <QFont>

#include "engine/base/quantity.h"

namespace headroom::gui {

struct OutlineModel::Node {
  QString title, detail;
  std::optional<ObjectRef> ref;
  Node* parent = nullptr;
  std::vector<std::unique_ptr<Node>> children;

  Node* add(const QString& childTitle, const QString& childDetail, std::optional<ObjectRef> childRef = std::nullopt) {
    children.push_back(std::make_unique<Node>());
    Node* child = children.back().get();
    child->title = childTitle;
    child->detail = childDetail;
    child->ref = std::move(childRef);
    child->parent = this;
    return child;
  }
  int row() const {
    for (std::size_t i = 0; i < parent->children.size(); ++i) {
      if (parent->children[i].get() == this) return static_cast<int>(i);
    }
    return 0;
  }
};

namespace {

QString q(const std::string& text) {
  return QString::fromStdString(text);
}

}  // namespace

OutlineModel::OutlineModel(FarmDocument& document, QObject* parent) : QAbstractItemModel(parent), document_(document) {
  connect(&document_, &FarmDocument::changed, this, [this](Change change) {
    if (change != Change(ChangeFlag::Positions)) rebuild();
  });
  rebuild();
}

OutlineModel::~OutlineModel() = default;

void OutlineModel::rebuild() {
  beginResetModel();
  root_ = std::make_unique<Node>();
  const farm::Farm& farm = document_.farm();
  const auto group = [&](const QString& title, std::size_t count) { return root_->add(title, QString::number(count)); };
  if (!farm.users.empty()) {
    Node* users = group(tr("Users"), farm.users.size());
    for (const auto& u : farm.users) users->add(q(u.name), q(u.application), ObjectRef{ObjectType::Users, u.name});
  }
  if (farm.proxy) {
    root_->add(q(farm.proxy->name), tr("Reverse proxy, %1 routes").arg(farm.proxy->routes.size()),
               ObjectRef{ObjectType::Proxy, farm.proxy->name});
  }
  if (!farm.zones.empty()) {
    Node* zones = group(tr("Zones"), farm.zones.size());
    for (const auto& z : farm.zones) {
      Node* zone = zones->add(q(z.name), q(z.address), ObjectRef{ObjectType::Zone, z.name});
      if (z.balancer) zone->add(q(farm::balancerName(z)), tr("Balancer"), ObjectRef{ObjectType::Balancer, z.name});
      for (const auto& m : farm::membersOf(farm, z)) {
        if (!farm::findServer(farm, m.server)) continue;
        zone->add(q(m.server), tr("Server, weight %1").arg(m.weight), ObjectRef{ObjectType::Server, m.server});
      }
      for (const auto& a : farm.applications) {
        if (a.zone == z.name) zone->add(q(a.name), tr("Application"), ObjectRef{ObjectType::Application, a.name});
      }
    }
  }
  if (!farm.servers.empty()) {
    Node* servers = group(tr("Servers"), farm.servers.size());
    for (const auto& s : farm.servers) {
      servers->add(q(s.name), tr("%1 cores").arg(s.cores), ObjectRef{ObjectType::Server, s.name});
    }
  }
  if (!farm.databases.empty()) {
    Node* databases = group(tr("Databases"), farm.databases.size());
    for (const auto& d : farm.databases) {
      databases->add(q(d.name), tr("%1 cores").arg(d.cores), ObjectRef{ObjectType::Database, d.name});
    }
  }
  if (!farm.notes.empty()) {
    Node* notes = group(tr("Notes"), farm.notes.size());
    for (std::size_t i = 0; i < farm.notes.size(); ++i) {
      const ObjectRef ref{ObjectType::Note, {}, static_cast<int>(i)};
      notes->add(titleOf(farm, ref), {}, ref);
    }
  }
  endResetModel();
}

OutlineModel::Node* OutlineModel::nodeOf(const QModelIndex& index) const {
  return index.isValid() ? static_cast<Node*>(index.internalPointer()) : root_.get();
}

std::optional<ObjectRef> OutlineModel::objectAt(const QModelIndex& index) const {
  return index.isValid() ? nodeOf(index)->ref : std::nullopt;
}

QModelIndex OutlineModel::indexOf(const ObjectRef& ref) const {
  std::vector<Node*> open = {root_.get()};
  while (!open.empty()) {
    Node* node = open.back();
    open.pop_back();
    if (node->ref == ref) return createIndex(node->row(), 0, node);
    for (auto child = node->children.rbegin(); child != node->children.rend(); ++child) open.push_back(child->get());
  }
  return {};
}

QModelIndex OutlineModel::index(int row, int column, const QModelIndex& parent) const {
  Node* node = nodeOf(parent);
  if (row < 0 || static_cast<std::size_t>(row) >= node->children.size() || column < 0 || column > 1) return {};
  return createIndex(row, column, node->children[static_cast<std::size_t>(row)].get());
}

QModelIndex OutlineModel::parent(const QModelIndex& child) const {
  if (!child.isValid()) return {};
  Node* parent = nodeOf(child)->parent;
  return parent == root_.get() ? QModelIndex() : createIndex(parent->row(), 0, parent);
}

int OutlineModel::rowCount(const QModelIndex& parent) const {
  return parent.column() > 0 ? 0 : static_cast<int>(nodeOf(parent)->children.size());
}

int OutlineModel::columnCount(const QModelIndex&) const {
  return 2;
}

QVariant OutlineModel::data(const QModelIndex& index, int role) const {
  if (!index.isValid()) return {};
  const Node* node = nodeOf(index);
  if (role == Qt::DisplayRole) return index.column() == 0 ? node->title : node->detail;
  if (role == Qt::AccessibleTextRole && node->ref) return QString("%1, %2").arg(node->title, typeName(node->ref->type));
  if (role == Qt::FontRole && !node->ref && index.column() == 0) {
    QFont font;
    font.setBold(true);
    return font;
  }
  return {};
}

QVariant OutlineModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
  return section == 0 ? tr("Object") : tr("What it is");
}

}  // namespace headroom::gui
