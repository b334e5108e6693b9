// The farm being edited: value, history and file, without any widget.
#pragma once

#include <QDateTime>
#include <QObject>
#include <QUndoStack>

#include "engine/base/error.h"
#include "engine/farm/farm.h"
#include "gui/document/change.h"
#include "gui/document/farm_edit.h"
#include "gui/document/object_ref.h"

namespace headroom::gui {

/// Owns the farm; the only place that writes it. Lives on the GUI thread.
class FarmDocument : public QObject {
  Q_OBJECT

 public:
  enum class Effect { Changed, Nothing, Refused };
  struct Outcome {
    Effect effect = Effect::Nothing;
    QString reason;  ///< Why it was refused.
  };

  explicit FarmDocument(QObject* parent = nullptr);

  const farm::Farm& farm() const { return farm_; }
  /// For undo and redo actions. Only perform() pushes on it.
  QUndoStack& history() { return history_; }
  const QUndoStack& history() const { return history_; }

  /// Carries out an edit as one undo step. An edit that changes nothing leaves no step.
  Outcome perform(const FarmEdit& edit);

  /// Another farm without a file: a template, or a new sketch. Empties the history.
  void adopt(farm::Farm farm);
  /// A farm brought back after a crash; counts as modified until saved to `path` (which may be empty).
  void recover(farm::Farm farm, const QString& path);
  /// Reads a farm file. On problems the document stays as it is.
  headroom::Outcome open(const QString& path);
  /// Writes atomically and remembers the file. On failure the old file and the modified mark stay.
  headroom::Outcome save(const QString& path);

  /// Empty while the farm was never saved.
  QString path() const { return path_; }
  /// For window titles: the file's base name, or the farm's name.
  QString displayName() const;
  /// Whether there is something to save: edits since the last save, or work brought back after a crash.
  bool isModified() const;
  /// Problems the file was read with, as `open` found them.
  const Diagnostics& loadWarnings() const { return loadWarnings_; }

 signals:
  /// The farm is another one now; `change` says which parts, so that views redo only what they show.
  void changed(headroom::gui::Change change);
  /// After an edit, undo or redo: the objects it was about that still exist.
  void stepped(const std::vector<headroom::gui::ObjectRef>& subjects);
  void modifiedChanged(bool modified);
  void pathChanged(const QString& path);

 private:
  class Step;

  void replace(farm::Farm farm, const QString& path, bool modified);
  void setPath(const QString& path);

  farm::Farm farm_;
  QUndoStack history_;
  QString path_;
  bool recovered_ = false;
  Diagnostics loadWarnings_;
};

}  // namespace headroom::gui
