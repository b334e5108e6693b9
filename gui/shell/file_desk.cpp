#include "gui/shell/file_desk.h"

#include <QDir>
#include <QFileInfo>

#include "engine/farm_file/farm_file.h"
#include "engine/templates/templates.h"

namespace headroom::gui {
namespace {

constexpr std::size_t kMostProblemsTold = 6;

farm::Farm emptyFarm() {
  farm::Farm farm;
  farm.name = FileDesk::tr("New farm").toStdString();
  farm.environment.hostName = "www.example.com";
  return farm;
}

}  // namespace

QString fileStemOf(const QString& name) {
  constexpr int kLongest = 80;
  QString stem;
  for (const QChar c : name.toLower()) {
    const bool plain = c.isLetterOrNumber() || c == '_' || c == '.' || c == '-';
    if (plain) stem += c;
    if (!plain && !stem.isEmpty() && !stem.endsWith('-')) stem += '-';
  }
  while (stem.startsWith('.') || stem.startsWith('-')) stem.remove(0, 1);
  stem.truncate(kLongest);
  while (stem.endsWith('-') || stem.endsWith('.')) stem.chop(1);
  return stem.isEmpty() ? QStringLiteral("farm") : stem;
}

FileDesk::FileDesk(FarmDocument& document, AutosaveFolder folder, QObject* parent)
    : QObject(parent), document_(document), folder_(folder), autosave_(document, folder) {
  connect(&autosave_, &Autosave::failed, this,
          [this](const QString& why) { emit failed(tr("Unsaved work cannot be kept safe: %1").arg(why)); });
}

bool FileDesk::newFarm() {
  if (!mayLeave()) return false;
  document_.adopt(emptyFarm());
  emit opened();
  return true;
}

bool FileDesk::newFromTemplate(const QString& name) {
  const templates::Template* found = templates::find(name.toStdString());
  if (found == nullptr || !mayLeave()) return false;
  auto loaded = farm_file::read(found->text, farm_file::Format::Text, found->name + ".farm");
  if (!loaded) {
    tellProblems(tr("The template cannot be read:"), loaded.problems());
    return false;
  }
  document_.adopt(std::move(loaded->farm));
  emit opened();
  return true;
}

bool FileDesk::openAsking() {
  const QString path = questions_->fileToOpen(startFolder());
  return !path.isEmpty() && open(path);
}

bool FileDesk::open(const QString& path) {
  if (!mayLeave()) return false;
  const auto opened_ = document_.open(path);
  if (!opened_) {
    tellProblems(tr("%1 cannot be opened:").arg(QFileInfo(path).fileName()), opened_.problems());
    return false;
  }
  Preferences().addRecentFile(path);
  emit recentChanged();
  emit opened();
  if (hasErrors(document_.loadWarnings())) {
    emit told(tr("This farm is not whole yet: the Problems panel says what is missing."));
  }
  return true;
}

bool FileDesk::save() {
  return document_.path().isEmpty() ? saveAs() : saveTo(document_.path());
}

bool FileDesk::saveAs() {
  QString proposal = document_.path();
  if (proposal.isEmpty()) {
    proposal = QDir(startFolder()).filePath(fileStemOf(document_.displayName()) + ".farm");
  }
  const QString path = questions_->fileToSave(proposal);
  return !path.isEmpty() && saveTo(path);
}

bool FileDesk::saveTo(const QString& path) {
  const auto saved = document_.save(path);
  if (!saved) {
    tellProblems(tr("%1 was not saved:").arg(QFileInfo(path).fileName()), saved.problems());
    return false;
  }
  Preferences().addRecentFile(path);
  emit recentChanged();
  emit told(tr("Saved %1").arg(QFileInfo(path).fileName()));
  return true;
}

bool FileDesk::recover(const RecoverableFarm& entry) {
  if (!mayLeave()) return false;
  auto farm = folder_.read(entry);
  if (!farm) {
    tellProblems(tr("The unsaved work on %1 cannot be read; its copy stays in %2:").arg(entry.name, folder_.folder()),
                 farm.problems());
    return false;
  }
  document_.recover(std::move(*farm), entry.source);
  // Under this program's own name first, so that a second crash finds it too.
  autosave_.flush();
  folder_.discard(entry);
  emit opened();
  return true;
}

void FileDesk::discard(const RecoverableFarm& entry) {
  folder_.discard(entry);
}

bool FileDesk::mayLeave() {
  if (!document_.isModified()) return true;
  switch (questions_->aboutUnsaved(document_.displayName())) {
    case Questions::Unsaved::Save:
      return save();
    case Questions::Unsaved::Discard:
      return true;
    case Questions::Unsaved::Cancel:
      return false;
  }
  return false;
}

void FileDesk::finish() {
  autosave_.drop();
}

QString FileDesk::startFolder() const {
  if (!document_.path().isEmpty()) return QFileInfo(document_.path()).absolutePath();
  const QStringList recent = Preferences().recentFiles();
  return recent.isEmpty() ? QDir::homePath() : QFileInfo(recent.front()).absolutePath();
}

void FileDesk::tellProblems(const QString& headline, const Diagnostics& problems) {
  QStringList lines = {headline};
  for (std::size_t i = 0; i < problems.size() && i < kMostProblemsTold; ++i) {
    lines << QString::fromStdString(format(problems[i]));
  }
  if (problems.size() > kMostProblemsTold) lines << tr("… and %1 more").arg(problems.size() - kMostProblemsTold);
  emit failed(lines.join('\n'));
}

}  // namespace headroom::gui
