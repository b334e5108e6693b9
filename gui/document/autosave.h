// Copies of unsaved work that survive a crash.
#pragma once

#include <QDateTime>
#include <QLockFile>
#include <QObject>
#include <QTimer>
#include <memory>
#include <vector>

#include "engine/base/error.h"
#include "engine/farm/farm.h"

namespace headroom::gui {

class FarmDocument;

/// Unsaved work that an ended program left behind.
struct RecoverableFarm {
  QString id;
  QString source;  ///< File it was opened from; empty for a sketch that was never saved.
  QString name;
  QDateTime savedAt;
  bool sourceChanged = false;  ///< The file was written by somebody else since.
};

/// The folder of autosaves, $XDG_STATE_HOME/headroom/autosave unless told otherwise. Never touches the user's files.
class AutosaveFolder {
 public:
  explicit AutosaveFolder(QString folder = standardFolder());
  /// $XDG_STATE_HOME/headroom/autosave, or ~/.local/state/headroom/autosave.
  static QString standardFolder();

  /// Unsaved work whose program is gone, newest first.
  std::vector<RecoverableFarm> recoverable() const;
  /// The unsaved farm; drafts are readable too.
  Result<farm::Farm> read(const RecoverableFarm& entry) const;
  /// Removes the copy for good.
  void discard(const RecoverableFarm& entry) const;
  QString folder() const { return folder_; }

 private:
  QString folder_;
};

/// Writes the document's unsaved state a moment after each change and every two minutes, and removes it when the
/// document is saved, replaced or closed in good order.
class Autosave : public QObject {
  Q_OBJECT

 public:
  Autosave(FarmDocument& document, AutosaveFolder folder, QObject* parent = nullptr);
  ~Autosave() override;

  /// Writes now if there is something unsaved. Problems are told once by `failed`.
  void flush();
  /// The work is saved or thrown away on purpose: nothing to recover.
  void drop();

 signals:
  void failed(const QString& why);

 private:
  void follow();
  QString pathOf(const QString& ending) const;

  FarmDocument& document_;
  AutosaveFolder folder_;
  QString id_;
  std::unique_ptr<QLockFile> lock_;
  QTimer soon_;
  QTimer regularly_;
  bool failedBefore_ = false;
};

}  // namespace headroom::gui
