#include "gui/commands/fragment.h"

#include <QCoreApplication>
#include <algorithm>
#include <set>

#include "engine/farm/rename.h"
#include "engine/farm_file/farm_file.h"
#include "gui/commands/add_edits.h"
#include "gui/commands/naming.h"

namespace headroom::gui {
namespace {

/// The value itself travels inside the process; other programs see the text.
class FragmentMime : public QMimeData {
 public:
  explicit FragmentMime(farm::Farm fragment) : fragment_(std::move(fragment)) {
    setText(QString::fromStdString(farm_file::write(fragment_, farm_file::Format::Text)));
  }
  const farm::Farm& fragment() const { return fragment_; }

 private:
  farm::Farm fragment_;
};

struct Chosen {
  std::set<std::string> zones, servers, databases, users, applications;
  std::set<int> notes;
  bool has(const std::string& node) const {
    return servers.contains(node) || databases.contains(node) || users.contains(node);
  }
};

Chosen sorted(const ObjectRefs& objects) {
  Chosen chosen;
  for (const ObjectRef& ref : objects) {
    if (ref.type == ObjectType::Zone || ref.type == ObjectType::Balancer) chosen.zones.insert(ref.name);
    if (ref.type == ObjectType::Server) chosen.servers.insert(ref.name);
    if (ref.type == ObjectType::Database) chosen.databases.insert(ref.name);
    if (ref.type == ObjectType::Users) chosen.users.insert(ref.name);
    if (ref.type == ObjectType::Application) chosen.applications.insert(ref.name);
    if (ref.type == ObjectType::Note) chosen.notes.insert(ref.index);
  }
  return chosen;
}

void shiftPlace(std::optional<farm::Position>& place, const farm::Position& by) {
  if (place) place->x += by.x, place->y += by.y;
}

/// Gives every object of the fragment a name that is free in `farm` (and in the fragment itself).
void takeFreeNames(const farm::Farm& farm, farm::Farm& fragment) {
  farm::Farm all = farm;
  const auto freshName = [&](const std::string& old) {
    std::string stem = old;
    while (!stem.empty() && stem.back() >= '0' && stem.back() <= '9') stem.pop_back();
    return freeName(all, stem.empty() ? old : stem, stem == old);
  };
  const auto reserve = [&](const std::string& name) {
    farm::Server taken;  // any node name is taken by any node
    taken.name = name;
    all.servers.push_back(taken);
  };
  for (const farm::Zone& zone : std::vector<farm::Zone>(fragment.zones)) {
    const std::string fresh = freshName(zone.name);
    reserve(fresh);
    if (fresh != zone.name) farm::renameZone(fragment, zone.name, fresh);
  }
  for (const farm::Application& application : std::vector<farm::Application>(fragment.applications)) {
    const std::string fresh = freshName(application.name);
    reserve(fresh);
    if (fresh == application.name) continue;
    const bool implied = application.modules.empty();
    farm::renameApplication(fragment, application.name, fresh);
    if (implied) applicationIn(fragment, fresh)->modules.clear();  // a copy answers under its own path
  }
  for (const std::string& node : farm::nodeNames(fragment)) {
    const std::string fresh = freshName(node);
    reserve(fresh);
    if (fresh != node) farm::renameNode(fragment, node, fresh);
  }
}

template <class Items>
void append(Items& to, const Items& from) {
  to.insert(to.end(), from.begin(), from.end());
}

}  // namespace

farm::Farm fragmentOf(const farm::Farm& farm, const ObjectRefs& objects) {
  const Chosen chosen = sorted(objects);
  farm::Farm fragment;
  for (farm::Zone zone : farm.zones) {
    if (!chosen.zones.contains(zone.name)) continue;
    std::erase_if(zone.members,
                  [&](const farm::ZoneMember& member) { return !chosen.servers.contains(member.server); });
    if (zone.balancer)
      std::erase_if(zone.balancer->targets, [&](const auto& t) { return !chosen.servers.contains(t); });
    zone.isDefault = false;
    fragment.zones.push_back(zone);
  }
  const auto keep = [](auto& to, const auto& from, const std::set<std::string>& names) {
    std::copy_if(from.begin(), from.end(), std::back_inserter(to),
                 [&](const auto& item) { return names.contains(item.name); });
  };
  keep(fragment.servers, farm.servers, chosen.servers);
  keep(fragment.databases, farm.databases, chosen.databases);
  keep(fragment.users, farm.users, chosen.users);
  keep(fragment.applications, farm.applications, chosen.applications);
  for (const farm::Reference& reference : farm.references) {
    if (chosen.applications.contains(reference.consumer) && chosen.applications.contains(reference.producer)) {
      fragment.references.push_back(reference);
    }
  }
  for (const farm::Link& link : farm.links) {
    if (chosen.has(link.from) && chosen.has(link.to)) fragment.links.push_back(link);
  }
  for (const int index : chosen.notes) {
    if (index >= 0 && static_cast<std::size_t>(index) < farm.notes.size()) {
      fragment.notes.push_back(farm.notes[static_cast<std::size_t>(index)]);
    }
  }
  return fragment;
}

bool isEmptyFragment(const farm::Farm& fragment) {
  return fragment.zones.empty() && fragment.servers.empty() && fragment.databases.empty() && fragment.users.empty() &&
         fragment.applications.empty() && fragment.notes.empty();
}

std::unique_ptr<QMimeData> toMime(const farm::Farm& fragment) {
  return std::make_unique<FragmentMime>(fragment);
}

std::optional<farm::Farm> fromMime(const QMimeData& data) {
  if (const auto* ours = dynamic_cast<const FragmentMime*>(&data)) return ours->fragment();
  if (!data.hasText()) return std::nullopt;
  auto loaded =
      farm_file::read(data.text().toStdString(), farm_file::Format::Text, "clipboard", farm_file::Accept::Draft);
  if (!loaded) return std::nullopt;
  return std::move(loaded->farm);
}

PasteFragment::PasteFragment(farm::Farm fragment, farm::Position shift, QString text)
    : fragment_(std::move(fragment)), shift_(shift), text_(std::move(text)) {}

QString PasteFragment::text() const {
  return text_.isEmpty() ? QCoreApplication::translate("PasteFragment", "Paste") : text_;
}

QString PasteFragment::apply(farm::Farm& farm) const {
  if (isEmptyFragment(fragment_)) return QCoreApplication::translate("PasteFragment", "There is nothing to paste.");
  farm::Farm part = fragment_;
  if (part.zones.empty() && farm.zones.empty() && !part.applications.empty()) {
    return QCoreApplication::translate("PasteFragment", "An application lives in a zone: add a zone first.");
  }
  const auto knows = [](const farm::Farm& f, const std::string& zone) { return farm::findZone(f, zone) != nullptr; };
  for (farm::Application& application : part.applications) {
    if (!knows(part, application.zone) && !knows(farm, application.zone)) {
      application.zone = (farm.zones.empty() ? part.zones : farm.zones).front().name;
    }
    const bool known = farm::findDatabase(part, application.database) || farm::findDatabase(farm, application.database);
    if (!known) application.database = farm.databases.empty() ? "" : farm.databases.front().name;
    if (farm.databases.empty() && part.databases.empty()) application.work.databaseTransactions = 0;
  }
  for (farm::Users& users : part.users) {
    if (!farm::findApplication(part, users.application) && !farm::findApplication(farm, users.application)) {
      users.application = farm.applications.empty() ? "" : farm.applications.front().name;
    }
  }
  takeFreeNames(farm, part);
  for (farm::Zone& zone : part.zones) {
    zone.isDefault = zone.isDefault && farm.zones.empty();
    zone.balancer ? shiftPlace(zone.balancer->position, shift_) : void();
    shiftPlace(zone.position, shift_);
  }
  for (auto& server : part.servers) shiftPlace(server.position, shift_);
  for (auto& database : part.databases) shiftPlace(database.position, shift_);
  for (auto& users : part.users) shiftPlace(users.position, shift_);
  for (auto& note : part.notes) shiftPlace(note.position, shift_);

  subjects_ = diagramObjects(part);
  for (ObjectRef& ref : subjects_) {
    if (ref.type == ObjectType::Note) ref.index += static_cast<int>(farm.notes.size());
  }
  append(farm.zones, part.zones);
  append(farm.servers, part.servers);
  append(farm.databases, part.databases);
  append(farm.users, part.users);
  append(farm.applications, part.applications);
  append(farm.references, part.references);
  append(farm.links, part.links);
  append(farm.notes, part.notes);
  for (const farm::Application& application : part.applications) addMissingRoutes(farm, application);
  return {};
}

}  // namespace headroom::gui
