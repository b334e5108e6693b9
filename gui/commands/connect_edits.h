// Lines of the diagram: who talks to whom.
#pragma once

#include <memory>

#include "gui/document/farm_edit.h"

namespace headroom::gui {

/// Users open this application.
class SendUsers : public FarmEdit {
 public:
  SendUsers(std::string users, std::string application)
      : users_(std::move(users)), application_(std::move(application)) {}
  QString text() const override;
  QString apply(farm::Farm& farm) const override;
  ObjectRefs subjects() const override { return {{ObjectType::Users, users_}}; }

 private:
  std::string users_, application_;
};

/// The proxy sends the zone's applications to the zone: adds the rules that are missing. When none is missing, the zone
/// gets everything that no rule matches.
class RouteToZone : public FarmEdit {
 public:
  explicit RouteToZone(std::string zone) : zone_(std::move(zone)) {}
  QString text() const override;
  QString apply(farm::Farm& farm) const override;

 private:
  std::string zone_;
};

/// Adds the rules that an application lacks.
class RouteApplication : public FarmEdit {
 public:
  explicit RouteApplication(std::string application) : application_(std::move(application)) {}
  QString text() const override;
  QString apply(farm::Farm& farm) const override;

 private:
  std::string application_;
};

/// One application calls another, once per request to begin with.
class CallApplication : public FarmEdit {
 public:
  CallApplication(std::string consumer, std::string producer)
      : consumer_(std::move(consumer)), producer_(std::move(producer)) {}
  QString text() const override;
  QString apply(farm::Farm& farm) const override;

 private:
  std::string consumer_, producer_;
};

/// The application keeps its data in this database.
class UseDatabase : public FarmEdit {
 public:
  UseDatabase(std::string application, std::string database)
      : application_(std::move(application)), database_(std::move(database)) {}
  QString text() const override;
  QString apply(farm::Farm& farm) const override;

 private:
  std::string application_, database_;
};

/// A network link between two nodes.
class LinkNodes : public FarmEdit {
 public:
  LinkNodes(std::string from, std::string to) : from_(std::move(from)), to_(std::move(to)) {}
  QString text() const override;
  QString apply(farm::Farm& farm) const override;

 private:
  std::string from_, to_;
};

/// What drawing a line from one object to another means; a reason when it means nothing.
struct Connection {
  std::unique_ptr<FarmEdit> edit;
  QString reason;
};
Connection connectionBetween(const farm::Farm& farm, const ObjectRef& from, const ObjectRef& to);
/// The same for the tool that draws network links.
Connection linkBetween(const farm::Farm& farm, const ObjectRef& from, const ObjectRef& to);

}  // namespace headroom::gui
