#include "gui/tools/connect_tool.h"

#include <QCoreApplication>
#include <QLineF>

namespace headroom::gui {
namespace {

constexpr double kClickSlack = 5;

QString tr(const char* text) {
  return QCoreApplication::translate("ConnectTool", text);
}

}  // namespace

ConnectTool::ConnectTool(FarmDocument& document, ToolPort& port, Meaning meaning)
    : Tool(document, port), meaning_(meaning) {}

void ConnectTool::startFrom(const ObjectRef& source, QPointF at) {
  oneLine_ = true;
  pressedAt_ = at;
  begin(source);
  track(at);
}

void ConnectTool::enter() {
  port_.hint(meaning_ == Meaning::Traffic ? tr("Connect: press on an object and release on another. Esc ends.")
                                          : tr("Network link: press on a machine and release on another. Esc ends."));
}

void ConnectTool::leave() {
  stop();
  port_.hint({});
}

bool ConnectTool::press(const Pointer& pointer) {
  if (pointer.button != Qt::LeftButton) return false;
  const auto object = objectAt(pointer.at);
  if (source_) {  // the second of two clicks
    if (object)
      finish(*object);
    else
      stop();
    return true;
  }
  pressedAt_ = pointer.at;
  if (object) begin(*object);
  return true;
}

bool ConnectTool::move(const Pointer& pointer) {
  if (!source_) return false;
  track(pointer.at);
  return true;
}

bool ConnectTool::release(const Pointer& pointer) {
  if (!source_) return false;
  const auto object = objectAt(pointer.at);
  const bool moved = QLineF(pointer.at, pressedAt_).length() > kClickSlack;
  if (object && *object != *source_) {
    finish(*object);
  } else if (moved || oneLine_) {
    stop();
  }
  if (oneLine_) done_ = true;
  return true;
}

bool ConnectTool::cancel() {
  if (!source_) return false;
  stop();
  if (oneLine_) done_ = true;
  return true;
}

Connection ConnectTool::connectionTo(const ObjectRef& target) const {
  return meaning_ == Meaning::Traffic ? connectionBetween(document_.farm(), *source_, target)
                                      : linkBetween(document_.farm(), *source_, target);
}

std::optional<ObjectRef> ConnectTool::objectAt(QPointF at) const {
  const ObjectRefs hit = port_.hitAt(at);
  if (hit.size() != 1 || port_.shapeOf(hit.front()).isEmpty()) return std::nullopt;
  return hit.front();
}

void ConnectTool::begin(const ObjectRef& source) {
  source_ = source;
  std::map<ObjectRef, bool> targets;
  for (const ObjectRef& ref : diagramObjects(document_.farm())) targets[ref] = connectionTo(ref).edit != nullptr;
  targets[source] = true;
  port_.markTargets(targets);
}

void ConnectTool::track(QPointF at) {
  const auto object = objectAt(at);
  bool valid = false;
  if (object && *object != *source_) {
    const Connection connection = connectionTo(*object);
    valid = connection.edit != nullptr;
    port_.hint(valid ? connection.edit->text() : connection.reason);
  } else {
    port_.hint(tr("Release on a lit object. Esc cancels."));
  }
  port_.showDraft(ToolPort::Draft{port_.shapeOf(*source_).center(), at, valid});
}

void ConnectTool::finish(const ObjectRef& target) {
  const Connection connection = connectionTo(target);
  stop();
  if (connection.edit)
    perform(*connection.edit);
  else
    port_.refuse(connection.reason);
}

void ConnectTool::stop() {
  source_.reset();
  port_.showDraft(std::nullopt);
  port_.markTargets({});
}

}  // namespace headroom::gui
