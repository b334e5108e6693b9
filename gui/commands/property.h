// What can be set on each kind of object: one description serves the inspector, tables, undo and tests.
#pragma once

#include <QString>
#include <QStringList>
#include <functional>
#include <vector>

#include "engine/farm/farm.h"
#include "gui/document/object_ref.h"

namespace headroom::gui {

/// How a value is best entered.
enum class Entry { Line, Paragraph, Whole, Flag, Choice };

/// What applies while a property is left empty, and who says so.
struct Inherited {
  QString value;
  QString source;
};

/// One property of a kind of object. Values travel as text in the form that farm files use ("12GiB", "11ms"); flags are
/// "true" and "false".
struct Property {
  QString key;  ///< Field name as in farm files; stable.
  QString label;
  QString help;         ///< Tooltip: what it means, with its unit.
  QString group;        ///< Heading in the inspector; empty: with the previous one.
  bool detail = false;  ///< Of a row: stands in the form below its table, not in a column.
  Entry entry = Entry::Line;
  int smallest = 0;  ///< For Whole.
  int largest = 1'000'000;
  std::function<QString(const farm::Farm&, const ObjectRef&)> read;
  /// Sets the value; returns why it cannot, and then leaves the farm as it was.
  std::function<QString(farm::Farm&, const ObjectRef&, const QString&)> write;
  /// For Choice; the text shown is the value.
  std::function<QStringList(const farm::Farm&)> choices;
  /// Instead of `choices` where they depend on the object.
  std::function<QStringList(const farm::Farm&, const ObjectRef&)> choicesOf;
  /// For values that may be left empty; absent: nothing applies then.
  std::function<Inherited(const farm::Farm&, const ObjectRef&)> inherited;
  /// Absent: always shown.
  std::function<bool(const farm::Farm&, const ObjectRef&)> shown;
};

using Properties = std::vector<Property>;

/// Properties in the order of the form. REQUIRES nothing of the farm; `read` and `write` require the object to exist.
const Properties& propertiesOf(ObjectType type);

/// nullptr when this kind of object has no such property.
const Property* findProperty(ObjectType type, const QString& key);

/// The kinds of rows an object owns ("pools" of a server), as tables under its form.
std::vector<ObjectType> tablesOf(ObjectType type);
/// Those of them that this object has as it is: users have session pages while they come in sessions.
std::vector<ObjectType> tablesOf(const farm::Farm& farm, const ObjectRef& object);
/// Whether rows of this kind have details.
bool hasDetails(ObjectType rowType);
/// The rows themselves.
ObjectRefs rowsOf(const farm::Farm& farm, const ObjectRef& owner, ObjectType rowType);

}  // namespace headroom::gui
