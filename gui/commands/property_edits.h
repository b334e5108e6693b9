// Editing values and rows.
#pragma once

#include "gui/document/farm_edit.h"

namespace headroom::gui {

/// Sets one property of one or several objects of a kind, given as text. Bad text is refused with the reason, and so is
/// a value that would make the farm one whose file is refused.
class SetProperty : public FarmEdit {
 public:
  /// Settings of the same property with the same non-empty `gesture` become one step.
  SetProperty(ObjectRef object, QString key, QString value, QString gesture = {});
  SetProperty(ObjectRefs objects, QString key, QString value, QString gesture = {});
  QString text() const override;
  QString apply(farm::Farm& farm) const override;
  ObjectRefs subjects() const override;
  QString mergeKey() const override;

 private:
  /// Sets the values; returns the first reason against one.
  QString write(farm::Farm& farm) const;

  ObjectRefs objects_;
  QString key_, value_, gesture_;
};

/// Adds a row to one of an object's tables, with first values that make sense there.
class AddRow : public FarmEdit {
 public:
  AddRow(ObjectRef owner, ObjectType rowType) : owner_(std::move(owner)), rowType_(rowType) {}
  QString text() const override;
  QString apply(farm::Farm& farm) const override;
  ObjectRefs subjects() const override { return {owner_}; }

 private:
  QString addToOwner(farm::Farm& farm) const;
  QString addToFarm(farm::Farm& farm) const;
  QString addConnection(farm::Farm& farm) const;
  QString addOperation(farm::Farm& farm) const;

  ObjectRef owner_;
  ObjectType rowType_;
};

}  // namespace headroom::gui
