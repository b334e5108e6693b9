// What an import of logs changes in the farm.
#pragma once

#include <memory>
#include <vector>

#include "engine/calibration/fitted_figures.h"
#include "gui/document/farm_edit.h"

namespace headroom::gui {

/// Gives requests under a first path segment to an application: a module of it gets the path, another application's
/// module loses it, and the proxy's rule follows. Refused: a path that no farm can have ("(root)", control characters),
/// and the only path of another application.
class AssignPath : public FarmEdit {
 public:
  AssignPath(std::string segment, std::string application)
      : segment_(std::move(segment)), application_(std::move(application)) {}
  QString text() const override;
  QString apply(farm::Farm& farm) const override;
  ObjectRefs subjects() const override { return {{ObjectType::Application, application_}}; }

 private:
  std::string segment_, application_;
};

/// A new application for the requests under a first path segment, named after it, in the default zone, with its route.
class AddApplicationForPath : public FarmEdit {
 public:
  explicit AddApplicationForPath(std::string segment) : segment_(std::move(segment)) {}
  QString text() const override;
  QString apply(farm::Farm& farm) const override;
  ObjectRefs subjects() const override { return subjects_; }

 private:
  std::string segment_;
  mutable ObjectRefs subjects_;
};

/// Takes figures of a calibration over, all of them in one step.
class AdoptFigures : public FarmEdit {
 public:
  AdoptFigures(farm::Farm fitted, std::vector<calibration::FittedFigure> figures)
      : fitted_(std::move(fitted)), figures_(std::move(figures)) {}
  QString text() const override;
  QString apply(farm::Farm& farm) const override;
  ObjectRefs subjects() const override { return {}; }

 private:
  farm::Farm fitted_;
  std::vector<calibration::FittedFigure> figures_;
};

/// Why requests under this segment can be given to no application; empty when they can.
QString whyNotAssignable(const std::string& segment);

}  // namespace headroom::gui
