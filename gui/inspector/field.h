// One property with its editor and, below it, why a value was refused.
#pragma once

#include <QWidget>

#include "gui/commands/property.h"
#include "gui/document/farm_document.h"

class QCheckBox;
class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;

namespace headroom::gui {

/// Edits one property of one or several objects of a kind. What was typed and refused stays in the field with the
/// reason under it until it is corrected or Escape brings the value back. Several different values show as a dash.
class Field : public QWidget {
  Q_OBJECT

 public:
  Field(FarmDocument& document, const Property& property, QWidget* parent = nullptr);

  /// Objects to edit; all of one kind, all existing.
  void setObjects(const ObjectRefs& objects);
  /// Shows the present value, unless the user is in the middle of typing another one.
  void refresh();
  const Property& property() const { return property_; }
  /// The editor itself, for focus and labels.
  QWidget* editor() const;
  /// Why the typed value was refused; empty when it was not.
  QString complaint() const { return complaint_; }
  /// What the editor shows, whatever kind of editor it is; a dash for several different values.
  QString shownText() const;
  /// As if the user had typed it and pressed Enter.
  void enter(const QString& text);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void makeEditor();
  void makeLine();
  void makeParagraph();
  /// Tries the edit on all objects; a refusal becomes the complaint.
  void commit(const QString& text);
  void complain(const QString& why);
  /// Whole numbers only: up or down, within the property's range.
  void step(int by);
  void show(const QString& text, bool mixed);
  /// The common value of all objects; `mixed` is set when there is none.
  QString value(bool* mixed) const;
  /// What holds while the field is empty, and who says so.
  Inherited inherited() const;
  QStringList choices() const;

  FarmDocument& document_;
  const Property& property_;
  ObjectRefs objects_;
  QLineEdit* line_ = nullptr;
  QPlainTextEdit* paragraph_ = nullptr;
  QCheckBox* check_ = nullptr;
  QComboBox* choice_ = nullptr;
  QLabel* note_ = nullptr;
  QString complaint_;
  int gesture_ = 0;  ///< Counts visits of the focus: steps of one visit become one undo step.
  bool showing_ = false;
};

}  // namespace headroom::gui
