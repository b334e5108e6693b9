#include "gui/document/farm_document.h"

#include <QFileInfo>
#include <QUndoCommand>

#include "engine/farm/breakable.h"
#include "engine/farm_file/farm_file.h"
#include "gui/document/farm_patch.h"

namespace headroom::gui {
namespace {

constexpr int kMergeId = 1;

}  // namespace

class FarmDocument::Step : public QUndoCommand {
 public:
  Step(FarmDocument& document, const FarmEdit& edit, FarmPatch patch)
      : QUndoCommand(edit.text()),
        document_(document),
        patch_(std::move(patch)),
        subjects_(edit.subjects()),
        mergeKey_(edit.mergeKey()) {}

  void undo() override {
    patch_.revert(document_.farm_);
    announce();
  }
  void redo() override {
    patch_.apply(document_.farm_);
    announce();
  }
  int id() const override { return mergeKey_.isEmpty() ? -1 : kMergeId; }
  bool mergeWith(const QUndoCommand* other) override {
    const Step* next = dynamic_cast<const Step*>(other);
    if (next == nullptr || next->mergeKey_ != mergeKey_) return false;
    patch_.append(next->patch_);
    if (patch_.empty()) setObsolete(true);
    return true;
  }

 private:
  void announce() {
    emit document_.changed(patch_.change());
    ObjectRefs still;
    for (const ObjectRef& ref : subjects_) {
      if (exists(document_.farm_, ref)) still.push_back(ref);
    }
    emit document_.stepped(still);
  }

  FarmDocument& document_;
  FarmPatch patch_;
  ObjectRefs subjects_;
  QString mergeKey_;
};

FarmDocument::FarmDocument(QObject* parent) : QObject(parent) {
  qRegisterMetaType<Change>();
  connect(&history_, &QUndoStack::cleanChanged, this, [this] { emit modifiedChanged(isModified()); });
}

FarmDocument::Outcome FarmDocument::perform(const FarmEdit& edit) {
  farm::Farm copy = farm_;
  if (const QString refusal = edit.apply(copy); !refusal.isEmpty()) return {Effect::Refused, refusal};
  farm::forgetLost(farm_, copy);
  FarmPatch patch(farm_, copy);
  if (patch.empty()) return {Effect::Nothing, {}};
  history_.push(new Step(*this, edit, std::move(patch)));
  return {Effect::Changed, {}};
}

void FarmDocument::adopt(farm::Farm farm) {
  farm.file.clear();
  loadWarnings_.clear();
  replace(std::move(farm), {}, false);
}

void FarmDocument::recover(farm::Farm farm, const QString& path) {
  farm.file = path.toStdString();
  loadWarnings_.clear();
  replace(std::move(farm), path, true);
}

headroom::Outcome FarmDocument::open(const QString& path) {
  auto loaded = farm_file::load(path.toStdString(), farm_file::Accept::Draft);
  if (!loaded) return loaded.problems();
  loadWarnings_ = loaded->warnings;
  loaded->farm.file = path.toStdString();
  replace(std::move(loaded->farm), path, false);
  return Done{};
}

headroom::Outcome FarmDocument::save(const QString& path) {
  farm::Farm copy = farm_;
  copy.file = path.toStdString();
  if (const auto saved = farm_file::save(copy, path.toStdString()); !saved) return saved.problems();
  farm_.file = copy.file;
  const bool was = isModified();
  recovered_ = false;
  history_.setClean();
  if (was && !isModified()) emit modifiedChanged(false);
  setPath(path);
  return Done{};
}

QString FarmDocument::displayName() const {
  if (!path_.isEmpty()) return QFileInfo(path_).fileName();
  return farm_.name.empty() ? tr("Untitled farm") : QString::fromStdString(farm_.name);
}

bool FarmDocument::isModified() const {
  return recovered_ || !history_.isClean();
}

void FarmDocument::replace(farm::Farm farm, const QString& path, bool modified) {
  history_.clear();
  farm_ = std::move(farm);
  recovered_ = modified;
  setPath(path);
  emit changed(ChangeFlag::Reset);
  emit modifiedChanged(isModified());
}

void FarmDocument::setPath(const QString& path) {
  path_ = path;
  emit pathChanged(path_);
}

}  // namespace headroom::gui
