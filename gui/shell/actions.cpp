#include "gui/shell/actions.h"

#include <QActionGroup>
#include <QApplication>
#include <QPalette>

#include "gui/canvas/glyphs.h"
#include "gui/shell/action_icons.h"

namespace headroom::gui {

using K = QKeySequence;

Actions::Actions(QObject* parent) : QObject(parent) {
  makeFile();
  makeEdit();
  makeTools();
  makeView();
  makeRun();
}

QAction* Actions::make(Command command, const QString& text, const QString& tip, const QList<QKeySequence>& keys) {
  auto* action = new QAction(text, this);
  action->setShortcuts(keys);
  QString plain = text;
  plain.remove('&').remove(QStringLiteral("…"));
  const QString key = keys.isEmpty() ? QString() : QString(" (%1)").arg(keys.front().toString(K::NativeText));
  action->setToolTip((tip.isEmpty() ? plain : tip) + key);
  action->setStatusTip(tip);
  all_[command] = action;
  return action;
}

void Actions::makeFile() {
  make(Command::NewFarm, tr("&New empty farm"), tr("Start a sketch from nothing"), {K::New})
      ->setIcon(symbolIcon(Symbol::New));
  make(Command::Open, tr("&Open…"), tr("Open a farm file"), {K::Open})->setIcon(symbolIcon(Symbol::Open));
  make(Command::Save, tr("&Save"), tr("Save the farm"), {K::Save})->setIcon(symbolIcon(Symbol::Save));
  make(Command::SaveAs, tr("Save &as…"), {}, {K(Qt::CTRL | Qt::SHIFT | Qt::Key_S)});
  make(Command::ImportLogs, tr("&Import logs…"),
       tr("See what is in access logs, then replay them or calibrate the farm with them"), {K(Qt::CTRL | Qt::Key_L)});
  make(Command::Replay, tr("&Replay access logs…"), tr("Send the requests of recorded logs through the farm"),
       {K(Qt::CTRL | Qt::Key_R)});
  make(Command::ExportReport, tr("&Export report…"), tr("Write the capacity report as PDF, HTML, JSON or CSV"),
       {K(Qt::CTRL | Qt::Key_E)})
      ->setIcon(symbolIcon(Symbol::Report));
  make(Command::CloseFarm, tr("&Close farm"), tr("Back to the start page"), {K(Qt::CTRL | Qt::Key_W)});
  make(Command::Quit, tr("&Quit"), {}, {K(Qt::CTRL | Qt::Key_Q)});
}

void Actions::makeEdit() {
  make(Command::Undo, tr("&Undo"), {}, {K(Qt::CTRL | Qt::Key_Z)})->setIcon(symbolIcon(Symbol::Undo));
  make(Command::Redo, tr("&Redo"), {}, {K(Qt::CTRL | Qt::Key_Y), K(Qt::CTRL | Qt::SHIFT | Qt::Key_Z)})
      ->setIcon(symbolIcon(Symbol::Redo));
  make(Command::Cut, tr("Cu&t"), {}, {K::Cut});
  make(Command::Copy, tr("&Copy"), {}, {K::Copy});
  make(Command::Paste, tr("&Paste"), {}, {K::Paste});
  make(Command::Duplicate, tr("D&uplicate"), {}, {K(Qt::CTRL | Qt::Key_D)});
  make(Command::Delete, tr("&Delete"), tr("Delete what is selected"), {K(Qt::Key_Delete)})
      ->setIcon(symbolIcon(Symbol::Delete));
  make(Command::Rename, tr("Re&name"), tr("Rename the selected object in place"), {K(Qt::Key_F2)});
  make(Command::SelectAll, tr("Select &all"), {}, {K::SelectAll});
}

void Actions::makeTools() {
  auto* group = new QActionGroup(this);
  const auto tool = [&](Command command, const QString& text, const QString& tip, const QKeySequence& key, QIcon icon) {
    QAction* action = make(command, text, tip, {key});
    action->setCheckable(true);
    action->setIcon(icon);
    group->addAction(action);
  };
  tool(Command::SelectTool, tr("&Select and move"), tr("Select, move, drop into zones"), K(Qt::Key_V),
       symbolIcon(Symbol::Select));
  tool(Command::ConnectTool, tr("&Connect"), tr("Draw lines: who talks to whom"), K(Qt::Key_C),
       symbolIcon(Symbol::Connect));
  tool(Command::LinkTool, tr("Network &link"), tr("Draw a network link with latency and bandwidth"), K(Qt::Key_L),
       symbolIcon(Symbol::Link));
  all_[Command::SelectTool]->setChecked(true);
  const auto add = [&](Command command, const QString& text, const QString& tip, Qt::Key digit) {
    make(command, text, tip, {K(Qt::ALT | digit)});
  };
  add(Command::AddUsers, tr("Add &users"), tr("People or programs that send requests"), Qt::Key_1);
  add(Command::AddProxy, tr("Add reverse &proxy"), tr("Takes all requests and sends them to zones by path"), Qt::Key_2);
  add(Command::AddZone, tr("Add &zone"), tr("A deployment zone with its balancer"), Qt::Key_3);
  add(Command::AddServer, tr("Add &server"), tr("A front-end server"), Qt::Key_4);
  add(Command::AddDatabase, tr("Add &database"), tr("A database"), Qt::Key_5);
  add(Command::AddApplication, tr("Add &application"), tr("An application with its route"), Qt::Key_6);
  add(Command::AddNote, tr("Add &note"), tr("A note on the diagram"), Qt::Key_7);
}

void Actions::makeView() {
  make(Command::ZoomIn, tr("Zoom &in"), {}, {K::ZoomIn, K(Qt::CTRL | Qt::Key_Equal)});
  make(Command::ZoomOut, tr("Zoom &out"), {}, {K::ZoomOut});
  make(Command::ZoomActual, tr("&Actual size"), {}, {K(Qt::CTRL | Qt::Key_0)});
  make(Command::ZoomFit, tr("&Fit diagram"), tr("Show the whole diagram"), {K(Qt::CTRL | Qt::Key_9)})
      ->setIcon(symbolIcon(Symbol::Fit));
  make(Command::FocusSelection, tr("Go to &selection"), {}, {K(Qt::Key_F)});
  make(Command::Arrange, tr("A&rrange diagram"), tr("Lay the diagram out by tiers; one step to undo"),
       {K(Qt::CTRL | Qt::SHIFT | Qt::Key_L)})
      ->setIcon(symbolIcon(Symbol::Arrange));
  make(Command::ResetLayout, tr("&Reset window layout"), {});
  make(Command::FullScreen, tr("F&ull screen"), {}, {K(Qt::Key_F11)})->setCheckable(true);
  auto* themes = new QActionGroup(this);
  const auto theme = [&](Command command, const QString& text) {
    QAction* action = make(command, text, {});
    action->setCheckable(true);
    themes->addAction(action);
  };
  theme(Command::ThemeSystem, tr("Follow the &system"));
  theme(Command::ThemeLight, tr("&Light"));
  theme(Command::ThemeDark, tr("&Dark"));
  make(Command::Shortcuts, tr("&Keyboard shortcuts"), {}, {K(Qt::Key_Question), K(Qt::Key_F1)});
  make(Command::About, tr("&About Headroom"), {});
}

void Actions::makeRun() {
  make(Command::Run, tr("&Run"), tr("Run the farm, or go on after a pause"), {K(Qt::Key_F5)})
      ->setIcon(symbolIcon(Symbol::Run));
  make(Command::Pause, tr("&Pause"), tr("Hold the run"), {K(Qt::Key_F6)})->setIcon(symbolIcon(Symbol::Pause));
  make(Command::Stop, tr("&Stop"), tr("Stop and keep what was measured"), {K(Qt::SHIFT | Qt::Key_F5)})
      ->setIcon(symbolIcon(Symbol::Stop));
  make(Command::Plan, tr("&Find the headroom"),
       tr("How much more load until something breaks, also with each server lost"), {K(Qt::Key_F8)});
  make(Command::FailNode, tr("Take &out now"), tr("Fail the selected node in the running farm"));
  make(Command::RepairNode, tr("&Put back now"), tr("Repair the selected node in the running farm"));
}

}  // namespace headroom::gui
