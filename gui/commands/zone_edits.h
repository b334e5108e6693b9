// Which servers serve which zone.
#pragma once

#include <optional>

#include "gui/document/farm_edit.h"

namespace headroom::gui {

/// The server becomes a member of the zone too; it stays in the others.
class JoinZone : public FarmEdit {
 public:
  JoinZone(std::string server, std::string zone) : server_(std::move(server)), zone_(std::move(zone)) {}
  QString text() const override;
  QString apply(farm::Farm& farm) const override;
  ObjectRefs subjects() const override { return {{ObjectType::Server, server_}}; }

 private:
  std::string server_, zone_;
};

/// The server leaves the zone.
class LeaveZone : public FarmEdit {
 public:
  LeaveZone(std::string server, std::string zone) : server_(std::move(server)), zone_(std::move(zone)) {}
  QString text() const override;
  QString apply(farm::Farm& farm) const override;
  ObjectRefs subjects() const override { return {{ObjectType::Server, server_}}; }

 private:
  std::string server_, zone_;
};

/// A server was dragged somewhere: it joins and leaves zones and stands at its new place, as one step.
class DropServer : public FarmEdit {
 public:
  DropServer(std::string server, farm::Position at, std::vector<std::string> joins, std::vector<std::string> leaves);
  QString text() const override;
  QString apply(farm::Farm& farm) const override;
  ObjectRefs subjects() const override { return {{ObjectType::Server, server_}}; }

 private:
  std::string server_;
  farm::Position at_;
  std::vector<std::string> joins_, leaves_;
};

/// The application moves to another zone; its routes follow.
class MoveApplication : public FarmEdit {
 public:
  MoveApplication(std::string application, std::string zone)
      : application_(std::move(application)), zone_(std::move(zone)) {}
  QString text() const override;
  QString apply(farm::Farm& farm) const override;
  ObjectRefs subjects() const override { return {{ObjectType::Application, application_}}; }

 private:
  std::string application_, zone_;
};

}  // namespace headroom::gui
