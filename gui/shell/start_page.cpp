#include "gui/shell/start_page.h"

#include <QCommandLinkButton>
#include <QFileInfo>
#include <QFrame>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLocale>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include "engine/farm_file/farm_file.h"
#include "engine/templates/templates.h"
#include "gui/shell/action_icons.h"
#include "gui/shell/template_card.h"

namespace headroom::gui {
namespace {

constexpr int kCardsPerRow = 3;

QLabel* heading(const QString& text, double factor, QWidget* parent) {
  auto* label = new QLabel(text, parent);
  QFont font = label->font();
  font.setPointSizeF(font.pointSizeF() * factor);
  font.setWeight(QFont::DemiBold);
  label->setFont(font);
  return label;
}

void emptyOut(QLayout* layout) {
  while (QLayoutItem* item = layout->takeAt(0)) {
    if (item->widget()) item->widget()->deleteLater();
    delete item;
  }
}

}  // namespace

StartPage::StartPage(QWidget* parent) : QWidget(parent) {
  setAccessibleName(tr("Start page"));
  auto* whole = new QVBoxLayout(this);
  whole->setContentsMargins(0, 0, 0, 0);
  auto* scroll = new QScrollArea(this);
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  whole->addWidget(scroll);
  auto* page = new QWidget;
  scroll->setWidget(page);
  auto* columns = new QHBoxLayout(page);
  columns->setContentsMargins(48, 36, 48, 36);
  columns->setSpacing(48);
  columns->addStretch(1);
  columns->addWidget(makeGreeting(), 0, Qt::AlignTop);
  columns->addWidget(makeTemplates(), 0, Qt::AlignTop);
  columns->addStretch(1);
}

QWidget* StartPage::makeGreeting() {
  auto* side = new QWidget;
  side->setFixedWidth(300);
  auto* layout = new QVBoxLayout(side);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(10);
  auto* brand = new QHBoxLayout;
  auto* mark = new QLabel(side);
  mark->setPixmap(QIcon(":/headroom.svg").pixmap(QSize(52, 52), devicePixelRatioF()));
  brand->addWidget(mark);
  brand->addSpacing(6);
  brand->addWidget(heading("Headroom", 2.1, side));
  brand->addStretch();
  layout->addLayout(brand);
  auto* words =
      new QLabel(tr("How much traffic can this web farm take, where does it break, and what should I change?"), side);
  words->setWordWrap(true);
  words->setForegroundRole(QPalette::PlaceholderText);
  layout->addWidget(words);
  layout->addSpacing(8);
  recovery_ = new QVBoxLayout;
  layout->addLayout(recovery_);
  const auto link = [&](const QString& text, const QString& what, Symbol symbol, auto signal) {
    auto* button = new QCommandLinkButton(text, what, side);
    button->setIcon(symbolIcon(symbol));
    connect(button, &QAbstractButton::clicked, this, signal);
    layout->addWidget(button);
  };
  link(tr("New empty farm"), tr("Sketch one from nothing"), Symbol::New, &StartPage::newRequested);
  link(tr("Open…"), tr("A farm file; or drop one anywhere"), Symbol::Open, &StartPage::openRequested);
  layout->addSpacing(10);
  recentTitle_ = heading(tr("Recent"), 1.15, side);
  layout->addWidget(recentTitle_);
  recent_ = new QVBoxLayout;
  recent_->setSpacing(2);
  layout->addLayout(recent_);
  layout->addStretch();
  return side;
}

QWidget* StartPage::makeTemplates() {
  auto* side = new QWidget;
  auto* layout = new QVBoxLayout(side);
  layout->setContentsMargins(0, 8, 0, 0);
  layout->setSpacing(14);
  layout->addWidget(heading(tr("Start from a template"), 1.15, side));
  auto* grid = new QGridLayout;
  grid->setSpacing(16);
  int index = 0;
  for (const templates::Template& entry : templates::all()) {
    const auto loaded = farm_file::read(entry.text, farm_file::Format::Text, entry.name + ".farm");
    if (!loaded) continue;
    const QString name = QString::fromStdString(entry.name);
    auto* card = new TemplateCard(loaded->farm, name, QString::fromStdString(entry.summary), side);
    connect(card, &QAbstractButton::clicked, this, [this, name] { emit templateChosen(name); });
    grid->addWidget(card, index / kCardsPerRow, index % kCardsPerRow);
    ++index;
  }
  layout->addLayout(grid);
  return side;
}

void StartPage::setRecent(const QStringList& files) {
  emptyOut(recent_);
  recentTitle_->setVisible(!files.isEmpty());
  for (const QString& path : files) {
    auto* button = new QPushButton(QFileInfo(path).fileName());
    button->setFlat(true);
    button->setStyleSheet("text-align: left; padding: 4px 6px;");
    button->setToolTip(path);
    button->setAccessibleDescription(path);
    button->setCursor(Qt::PointingHandCursor);
    connect(button, &QPushButton::clicked, this, [this, path] { emit fileChosen(path); });
    recent_->addWidget(button);
  }
}

void StartPage::setRecoverable(const std::vector<RecoverableFarm>& entries) {
  emptyOut(recovery_);
  for (const RecoverableFarm& entry : entries) addRecovery(entry);
}

void StartPage::addRecovery(const RecoverableFarm& entry) {
  auto* card = new QFrame;
  card->setFrameShape(QFrame::StyledPanel);
  auto* layout = new QVBoxLayout(card);
  QString text = tr("Unsaved work on %1 from %2 was found.")
                     .arg(entry.name, QLocale().toString(entry.savedAt, QLocale::ShortFormat));
  if (entry.sourceChanged) text += " " + tr("The file itself was changed since.");
  auto* label = new QLabel(text, card);
  label->setTextFormat(Qt::PlainText);  // a name from a file stands in it
  label->setWordWrap(true);
  layout->addWidget(label);
  auto* buttons = new QHBoxLayout;
  auto* restore = new QPushButton(tr("Bring it back"), card);
  auto* discard = new QPushButton(tr("Discard"), card);
  buttons->addWidget(restore);
  buttons->addWidget(discard);
  buttons->addStretch();
  layout->addLayout(buttons);
  connect(restore, &QPushButton::clicked, this, [this, entry] { emit recoverChosen(entry); });
  connect(discard, &QPushButton::clicked, this, [this, entry] { emit discardChosen(entry); });
  recovery_->addWidget(card);
}

}  // namespace headroom::gui
