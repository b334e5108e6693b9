#include "gui/document/autosave.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QSettings>
#include <QUuid>
#include <algorithm>

#include "engine/base/file.h"
#include "engine/farm_file/farm_file.h"
#include "gui/document/farm_document.h"

namespace headroom::gui {
namespace {

constexpr int kSoonMs = 3'000;
constexpr int kRegularlyMs = 120'000;
constexpr auto kContent = ".farm";  // text: it keeps the comments of the file
constexpr auto kFacts = ".ini";
constexpr auto kLock = ".lock";

QString stampOf(const QString& path) {
  const QFileInfo file(path);
  return file.exists() ? file.lastModified().toUTC().toString(Qt::ISODateWithMs) : QString();
}

}  // namespace

AutosaveFolder::AutosaveFolder(QString folder) : folder_(std::move(folder)) {}

QString AutosaveFolder::standardFolder() {
  QString state = qEnvironmentVariable("XDG_STATE_HOME");
  if (state.isEmpty()) state = QDir::homePath() + "/.local/state";
  return state + "/headroom/autosave";
}

std::vector<RecoverableFarm> AutosaveFolder::recoverable() const {
  std::vector<RecoverableFarm> found;
  const QDir dir(folder_);
  for (const QFileInfo& facts : dir.entryInfoList({QString("*") + kFacts}, QDir::Files)) {
    const QString id = facts.completeBaseName();
    QLockFile lock(dir.filePath(id + kLock));
    lock.setStaleLockTime(0);
    if (!lock.tryLock(0)) continue;  // its program still runs
    const QSettings ini(facts.filePath(), QSettings::IniFormat);
    RecoverableFarm entry;
    entry.id = id;
    entry.source = ini.value("source").toString();
    entry.name = ini.value("name").toString();
    entry.savedAt = facts.lastModified();
    entry.sourceChanged = !entry.source.isEmpty() && ini.value("sourceStamp").toString() != stampOf(entry.source);
    if (QFile::exists(dir.filePath(id + kContent))) found.push_back(entry);
  }
  std::sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.savedAt > b.savedAt; });
  return found;
}

Result<farm::Farm> AutosaveFolder::read(const RecoverableFarm& entry) const {
  auto loaded = farm_file::load(QDir(folder_).filePath(entry.id + kContent).toStdString(), farm_file::Accept::Draft);
  if (!loaded) return loaded.problems();
  return std::move(loaded->farm);
}

void AutosaveFolder::discard(const RecoverableFarm& entry) const {
  for (const char* ending : {kContent, kFacts, kLock}) QFile::remove(QDir(folder_).filePath(entry.id + ending));
}

Autosave::Autosave(FarmDocument& document, AutosaveFolder folder, QObject* parent)
    : QObject(parent), document_(document), folder_(std::move(folder)) {
  soon_.setSingleShot(true);
  soon_.setInterval(kSoonMs);
  regularly_.start(kRegularlyMs);
  connect(&soon_, &QTimer::timeout, this, &Autosave::flush);
  connect(&regularly_, &QTimer::timeout, this, &Autosave::flush);
  connect(&document_, &FarmDocument::changed, this, [this](Change change) {
    if (change.testFlag(ChangeFlag::Reset)) drop();
    follow();
  });
  connect(&document_, &FarmDocument::modifiedChanged, this, [this](bool) { follow(); });
}

Autosave::~Autosave() {
  drop();
}

void Autosave::follow() {
  if (document_.isModified()) {
    soon_.start();
  } else {
    drop();
  }
}

QString Autosave::pathOf(const QString& ending) const {
  return QDir(folder_.folder()).filePath(id_ + ending);
}

void Autosave::flush() {
  soon_.stop();
  if (!document_.isModified()) return;
  QDir().mkpath(folder_.folder());
  if (id_.isEmpty()) {
    id_ = QUuid::createUuid().toString(QUuid::Id128);
    lock_ = std::make_unique<QLockFile>(pathOf(kLock));
    lock_->setStaleLockTime(0);
    lock_->tryLock(0);
  }
  const std::string content = farm_file::write(document_.farm(), farm_file::Format::Text);
  const auto written = writeFileAtomically(pathOf(kContent).toStdString(), content);
  if (!written) {
    if (!failedBefore_) emit failed(QString::fromStdString(written.problems().front().what));
    failedBefore_ = true;
    return;
  }
  failedBefore_ = false;
  QSettings ini(pathOf(kFacts), QSettings::IniFormat);
  ini.setValue("source", document_.path());
  ini.setValue("sourceStamp", stampOf(document_.path()));
  ini.setValue("name", document_.displayName());
}

void Autosave::drop() {
  soon_.stop();
  if (id_.isEmpty()) return;
  QFile::remove(pathOf(kContent));
  QFile::remove(pathOf(kFacts));
  lock_.reset();
  QFile::remove(pathOf(kLock));
  id_.clear();
}

}  // namespace headroom::gui
