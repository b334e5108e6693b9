#include "gui/shell/problems_panel.h"

#include <QHeaderView>
#include <QLabel>
#include <QTreeView>
#include <QVBoxLayout>

namespace headroom::gui {
namespace {

constexpr int kSettleMs = 150;  ///< A drag or a spin box makes many changes; one check afterwards is enough.

}  // namespace

ProblemsPanel::ProblemsPanel(FarmDocument& document, QWidget* parent) : QWidget(parent), document_(document) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(6, 2, 6, 6);
  empty_ = new QLabel(tr("No problems found. The farm is checked after every change."), this);
  empty_->setAlignment(Qt::AlignCenter);
  empty_->setForegroundRole(QPalette::PlaceholderText);
  view_ = new QTreeView(this);
  view_->setModel(&model_);
  view_->setRootIsDecorated(false);
  view_->setUniformRowHeights(true);
  view_->setAllColumnsShowFocus(true);
  view_->setAccessibleName(tr("Problems of the farm"));
  view_->header()->setStretchLastSection(false);
  view_->header()->setSectionResizeMode(ProblemsModel::What, QHeaderView::Stretch);
  view_->header()->setSectionResizeMode(ProblemsModel::Fix, QHeaderView::Stretch);
  view_->header()->setSectionResizeMode(ProblemsModel::Object, QHeaderView::Interactive);
  view_->header()->resizeSection(ProblemsModel::Object, 110);
  view_->header()->setSectionResizeMode(ProblemsModel::Rule, QHeaderView::ResizeToContents);
  layout->addWidget(empty_);
  layout->addWidget(view_);
  const auto choose = [this](const QModelIndex& index) {
    const auto row = static_cast<std::size_t>(index.row());
    if (index.isValid() && row < model_.rows().size() && model_.rows()[row].object) {
      emit objectChosen(*model_.rows()[row].object);
    }
  };
  connect(view_, &QTreeView::clicked, this, choose);
  connect(view_, &QTreeView::activated, this, choose);
  soon_.setSingleShot(true);
  soon_.setInterval(kSettleMs);
  connect(&soon_, &QTimer::timeout, this, &ProblemsPanel::checkNow);
  connect(&document_, &FarmDocument::changed, this, [this](Change change) {
    if (change != Change(ChangeFlag::Positions)) soon_.start();
  });
  checkNow();
}

void ProblemsPanel::checkNow() {
  soon_.stop();
  model_.check(document_.farm());
  const bool none = model_.rows().empty();
  empty_->setVisible(none);
  view_->setVisible(!none);
  emit checked();
}

QString ProblemsPanel::summary() const {
  const int errors = model_.count(Severity::Error), warnings = model_.count(Severity::Warning);
  QStringList words;
  if (errors > 0) words << (errors == 1 ? tr("1 error") : tr("%1 errors").arg(errors));
  if (warnings > 0) words << (warnings == 1 ? tr("1 warning") : tr("%1 warnings").arg(warnings));
  return words.isEmpty() ? tr("No problems") : words.join(", ");
}

}  // namespace headroom::gui
