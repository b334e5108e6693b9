#include "gui/shell/edit_desk.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>
#include <algorithm>

#include "gui/commands/delete_objects.h"
#include "gui/commands/fragment.h"
#include "gui/commands/naming.h"
#include "gui/commands/rename_object.h"
#include "gui/commands/zone_edits.h"

namespace headroom::gui {
namespace {

constexpr farm::Position kPasteShift{30, 40};

}  // namespace

EditDesk::EditDesk(FarmDocument& document, DiagramScene& scene, DiagramView& view, Actions& actions, QObject* parent)
    : QObject(parent), document_(document), scene_(scene), view_(view), actions_(actions) {
  connectEdit();
  connectTools();
  connectView();
  connect(&scene_, &DiagramScene::selectionChangedTo, this, &EditDesk::follow);
  connect(&document_, &FarmDocument::changed, this, &EditDesk::follow);
  connect(&scene_, &DiagramScene::nameEditRequested, &view_, &DiagramView::startNameEdit);
  connect(&view_, &DiagramView::renamed, this,
          [this](const ObjectRef& ref, const QString& to) { perform(RenameObject(ref, to.trimmed().toStdString())); });
  connect(&view_, &DiagramView::menuRequested, this, [this](QPoint at, QPointF) { showMenu(at); });
  follow();
}

void EditDesk::perform(const FarmEdit& edit) {
  const auto outcome = document_.perform(edit);
  if (outcome.effect == FarmDocument::Effect::Refused) emit refused(outcome.reason);
}

void EditDesk::connectEdit() {
  QUndoStack& history = document_.history();
  connect(&actions_[Command::Undo], &QAction::triggered, &history, &QUndoStack::undo);
  connect(&actions_[Command::Redo], &QAction::triggered, &history, &QUndoStack::redo);
  connect(&history, &QUndoStack::undoTextChanged, this, [this](const QString& text) {
    actions_[Command::Undo].setText(text.isEmpty() ? tr("&Undo") : tr("&Undo: %1").arg(text));
  });
  connect(&history, &QUndoStack::redoTextChanged, this, [this](const QString& text) {
    actions_[Command::Redo].setText(text.isEmpty() ? tr("&Redo") : tr("&Redo: %1").arg(text));
  });
  connect(&history, &QUndoStack::canUndoChanged, &actions_[Command::Undo], &QAction::setEnabled);
  connect(&history, &QUndoStack::canRedoChanged, &actions_[Command::Redo], &QAction::setEnabled);
  connect(&actions_[Command::Copy], &QAction::triggered, this, &EditDesk::copy);
  connect(&actions_[Command::Cut], &QAction::triggered, this, [this] {
    copy();
    deleteSelected();
  });
  connect(&actions_[Command::Paste], &QAction::triggered, this, &EditDesk::paste);
  connect(&actions_[Command::Duplicate], &QAction::triggered, this, [this] {
    const farm::Farm fragment = fragmentOf(document_.farm(), scene_.selection());
    if (!isEmptyFragment(fragment)) perform(PasteFragment(fragment, kPasteShift, tr("Duplicate")));
  });
  connect(&actions_[Command::Delete], &QAction::triggered, this, &EditDesk::deleteSelected);
  connect(&actions_[Command::Rename], &QAction::triggered, this, &EditDesk::rename);
  connect(&actions_[Command::SelectAll], &QAction::triggered, this,
          [this] { scene_.select(diagramObjects(document_.farm())); });
}

void EditDesk::connectTools() {
  Toolbox& tools = view_.toolbox();
  connect(&actions_[Command::SelectTool], &QAction::triggered, this, [&tools] { tools.takeSelect(); });
  connect(&actions_[Command::ConnectTool], &QAction::triggered, this,
          [&tools] { tools.takeConnect(ConnectTool::Meaning::Traffic); });
  connect(&actions_[Command::LinkTool], &QAction::triggered, this,
          [&tools] { tools.takeConnect(ConnectTool::Meaning::NetworkLink); });
  connect(&tools, &Toolbox::toolChanged, this, [this, &tools] {
    actions_[Command::SelectTool].setChecked(tools.kind() == Toolbox::Kind::Select ||
                                             tools.kind() == Toolbox::Kind::Place);
    actions_[Command::ConnectTool].setChecked(tools.kind() == Toolbox::Kind::Connect);
    actions_[Command::LinkTool].setChecked(tools.kind() == Toolbox::Kind::Link);
  });
  const std::map<Command, Item> adds = {
      {Command::AddUsers, Item::Users},       {Command::AddProxy, Item::Proxy},
      {Command::AddZone, Item::Zone},         {Command::AddServer, Item::Server},
      {Command::AddDatabase, Item::Database}, {Command::AddApplication, Item::Application},
      {Command::AddNote, Item::Note}};
  for (const auto& [command, item] : adds) {
    connect(&actions_[command], &QAction::triggered, this, [this, item = item] { placeInMiddle(item); });
  }
}

void EditDesk::connectView() {
  connect(&actions_[Command::ZoomIn], &QAction::triggered, this, [this] { view_.zoomBy(1.2); });
  connect(&actions_[Command::ZoomOut], &QAction::triggered, this, [this] { view_.zoomBy(1 / 1.2); });
  connect(&actions_[Command::ZoomActual], &QAction::triggered, this, [this] { view_.zoomTo(1); });
  connect(&actions_[Command::ZoomFit], &QAction::triggered, &view_, &DiagramView::zoomToFit);
  connect(&actions_[Command::FocusSelection], &QAction::triggered, this, [this] {
    const ObjectRefs selection = scene_.selection();
    if (!selection.empty()) view_.frame(selection.front());
  });
  connect(&actions_[Command::Arrange], &QAction::triggered, this, [this] {
    perform(ArrangeDiagram(scene_.arrangement()));
    view_.zoomToFit();
  });
}

void EditDesk::follow() {
  const ObjectRefs selection = scene_.selection();
  const bool some = !selection.empty();
  const bool named = selection.size() == 1 && isNamed(selection.front().type);
  for (const Command command :
       {Command::Copy, Command::Cut, Command::Duplicate, Command::Delete, Command::FocusSelection}) {
    actions_[command].setEnabled(some);
  }
  actions_[Command::Rename].setEnabled(named);
  actions_[Command::AddProxy].setEnabled(!document_.farm().proxy.has_value());
  actions_[Command::AddApplication].setEnabled(!document_.farm().zones.empty());
  actions_[Command::Undo].setEnabled(document_.history().canUndo());
  actions_[Command::Redo].setEnabled(document_.history().canRedo());
}

void EditDesk::copy() {
  const farm::Farm fragment = fragmentOf(document_.farm(), scene_.selection());
  if (!isEmptyFragment(fragment)) QGuiApplication::clipboard()->setMimeData(toMime(fragment).release());
}

void EditDesk::paste() {
  const QMimeData* data = QGuiApplication::clipboard()->mimeData();
  const auto fragment = data ? fromMime(*data) : std::nullopt;
  if (!fragment) return emit refused(tr("The clipboard holds nothing that belongs on a farm."));
  perform(PasteFragment(*fragment, kPasteShift));
}

void EditDesk::rename() {
  const ObjectRefs selection = scene_.selection();
  if (selection.size() == 1) view_.startNameEdit(selection.front());
}

void EditDesk::deleteSelected() {
  if (!scene_.selection().empty()) perform(DeleteObjects(scene_.selection()));
}

void EditDesk::placeInMiddle(Item item) {
  const ObjectRefs selection = scene_.selection();
  std::string zone;
  for (const ObjectRef& ref : selection) {
    if (ref.type == ObjectType::Zone || ref.type == ObjectType::Balancer) zone = ref.name;
  }
  const bool livesInZone = item == Item::Server || item == Item::Application;
  // Without a stated place the layout puts the object into its tier, clear of everything else. Once a user has placed
  // servers by hand, the next one stands beside them.
  std::optional<farm::Position> place;
  const auto& servers = document_.farm().servers;
  const bool byHand = std::any_of(servers.begin(), servers.end(), [](const auto& s) { return s.position.has_value(); });
  if (item == Item::Server && !zone.empty() && byHand) place = scene_.freePlaceIn(zone);
  const AddObject edit(item, place, livesInZone ? zone : std::string());
  const auto outcome = document_.perform(edit);
  if (outcome.effect == FarmDocument::Effect::Refused) return emit refused(outcome.reason);
  // A new server or application keeps the zone selected, so that the next one follows it there.
  scene_.select(livesInZone && !zone.empty() ? ObjectRefs{{ObjectType::Zone, zone}} : edit.subjects());
  if (!edit.subjects().empty()) view_.frame(edit.subjects().front());
}

void EditDesk::fillZoneMenu(QMenu& menu, const ObjectRef& server) {
  for (const farm::Zone& zone : document_.farm().zones) {
    const auto members = farm::membersOf(document_.farm(), zone);
    const bool member =
        std::any_of(members.begin(), members.end(), [&](const auto& m) { return m.server == server.name; });
    QAction* action = menu.addAction(QString::fromStdString(zone.name));
    action->setCheckable(true);
    action->setChecked(member);
    action->setEnabled(!zone.includesAllServers);
    connect(action, &QAction::triggered, this, [this, server, name = zone.name, member] {
      if (member)
        perform(LeaveZone(server.name, name));
      else
        perform(JoinZone(server.name, name));
    });
  }
}

void EditDesk::showMenu(QPoint globalPos) {
  QMenu menu;
  const ObjectRefs selection = scene_.selection();
  if (selection.empty()) {
    for (const Command command : {Command::AddUsers, Command::AddProxy, Command::AddZone, Command::AddServer,
                                  Command::AddDatabase, Command::AddApplication, Command::AddNote}) {
      menu.addAction(&actions_[command]);
    }
    menu.addSeparator();
    for (const Command command : {Command::Paste, Command::SelectAll, Command::Arrange, Command::ZoomFit}) {
      menu.addAction(&actions_[command]);
    }
  } else {
    const ObjectRef& first = selection.front();
    if (selection.size() == 1 && first.type == ObjectType::Server) {
      QMenu* zones = menu.addMenu(tr("Zones"));
      fillZoneMenu(*zones, first);
      zones->setEnabled(!zones->isEmpty());
    }
    if (first.type == ObjectType::Zone) {
      menu.addAction(&actions_[Command::AddServer]);
      menu.addAction(&actions_[Command::AddApplication]);
    }
    menu.addAction(&actions_[Command::FailNode]);
    menu.addAction(&actions_[Command::RepairNode]);
    menu.addSeparator();
    for (const Command command :
         {Command::Rename, Command::Duplicate, Command::Cut, Command::Copy, Command::Paste, Command::Delete}) {
      menu.addAction(&actions_[command]);
    }
  }
  menu.exec(globalPos);
}

}  // namespace headroom::gui
