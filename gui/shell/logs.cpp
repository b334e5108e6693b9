// The import of logs beside the window.
#include <QDir>
#include <QFileInfo>
#include <QLabel>

#include "gui/shell/main_window.h"
#include "gui/shell/message_bar.h"
#include "gui/traffic/import_view.h"

namespace headroom::gui {

ImportView& MainWindow::import() {
  if (import_ == nullptr) {
    import_ = new ImportView(document_, this);
    import_->setDark(isDarkTheme(theme_));
    connectImport();
  }
  return *import_;
}

void MainWindow::importLogs(const QStringList& names) {
  import().study().setNames(names);
  actions_[Command::ImportLogs].trigger();
}

void MainWindow::connectImport() {
  for (const Command command : {Command::Undo, Command::Redo}) import_->addAction(&actions_[command]);
  const auto folder = [this] {
    return document_.path().isEmpty() ? QDir::homePath() : QFileInfo(document_.path()).absolutePath();
  };
  connect(import_, &ImportView::filesWished, this, [this, folder] {
    if (const QStringList logs = questions_->logsToReplay(folder()); !logs.isEmpty()) import_->study().addNames(logs);
  });
  connect(import_, &ImportView::folderWished, this, [this, folder] {
    if (const QString logs = questions_->folderOfLogs(folder()); !logs.isEmpty()) import_->study().addNames({logs});
  });
  connect(import_, &ImportView::countersWished, this, [this, folder] {
    if (const QStringList files = questions_->countersToUse(folder()); !files.isEmpty())
      import_->study().setCounters(files);
  });
  connect(import_, &ImportView::told, hint_, &QLabel::setText);
  connect(import_, &ImportView::replayWished, this,
          [this](const QStringList& logs, const workload::ReplayOptions& options, std::uint64_t expectedLines) {
            if (!runs_->replay(logs, options, expectedLines)) return import_->showTrouble(messages_->text());
            import_->hide();
            activateWindow();
          });
}

}  // namespace headroom::gui
