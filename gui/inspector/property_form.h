// All properties of the selected objects as a form.
#pragma once

#include <QWidget>
#include <vector>

#include "gui/inspector/field.h"

class QGridLayout;

namespace headroom::gui {

/// The form of one kind of object. Fields appear and go as the object's other values ask for it.
class PropertyForm : public QWidget {
  Q_OBJECT

 public:
  enum class Part { All, Details };
  PropertyForm(FarmDocument& document, ObjectType type, QWidget* parent = nullptr, Part part = Part::All);

  /// REQUIRES: all of the form's kind, all existing.
  void setObjects(const ObjectRefs& objects);
  /// After a change of the farm: values, and which fields make sense now.
  void refresh();
  /// By Property::key; nullptr when the kind has no such property.
  Field* field(const QString& key) const;

 private:
  void addHeading(const QString& text);
  void addField(const Property& property);

  FarmDocument& document_;
  ObjectRefs objects_;
  QGridLayout* grid_ = nullptr;
  struct Line {
    Field* field = nullptr;
    QWidget* label = nullptr;
  };
  std::vector<Line> lines_;
};

}  // namespace headroom::gui
