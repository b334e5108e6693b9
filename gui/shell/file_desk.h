// Opening, saving, recovering: everything about the document's file.
#pragma once

#include <QObject>

#include "gui/document/autosave.h"
#include "gui/document/farm_document.h"
#include "gui/shell/preferences.h"
#include "gui/shell/questions.h"

namespace headroom::gui {

/// What to propose as the name of a file for something of this name, without an ending: lower case, and a hyphen for
/// whatever a file system or a shell would take amiss.
QString fileStemOf(const QString& name);

/// Never loses work: whatever replaces the document asks about unsaved changes first, and a failed save keeps
/// everything as it was.
class FileDesk : public QObject {
  Q_OBJECT

 public:
  FileDesk(FarmDocument& document, AutosaveFolder folder, QObject* parent = nullptr);

  /// Who is asked; the owner keeps it alive.
  void setQuestions(Questions* questions) { questions_ = questions; }

  // Each returns whether the document now is what was asked for.
  bool newFarm();
  bool newFromTemplate(const QString& name);
  bool openAsking();
  bool open(const QString& path);
  bool save();
  bool saveAs();
  bool recover(const RecoverableFarm& entry);
  void discard(const RecoverableFarm& entry);
  /// Asks about unsaved changes; true when the document may go.
  bool mayLeave();
  /// The window closes in good order: nothing to recover next time.
  void finish();

  std::vector<RecoverableFarm> recoverable() const { return folder_.recoverable(); }
  Autosave& autosave() { return autosave_; }

 signals:
  /// A farm is on the desk.
  void opened();
  void recentChanged();
  void told(const QString& text);
  void failed(const QString& text);

 private:
  QString startFolder() const;
  bool saveTo(const QString& path);
  void tellProblems(const QString& headline, const Diagnostics& problems);

  FarmDocument& document_;
  AutosaveFolder folder_;
  Autosave autosave_;
  Questions* questions_ = nullptr;
};

}  // namespace headroom::gui
