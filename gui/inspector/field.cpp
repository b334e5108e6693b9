#include "gui/inspector/field.h"

#include <QCheckBox>
#include <QComboBox>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSignalBlocker>
#include <QVBoxLayout>
#include <algorithm>

#include "gui/commands/property_edits.h"

namespace headroom::gui {
namespace {

const QString kMixed = QStringLiteral("—");

}  // namespace

Field::Field(FarmDocument& document, const Property& property, QWidget* parent)
    : QWidget(parent), document_(document), property_(property) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(2);
  makeEditor();
  editor()->setAccessibleName(property_.label);
  editor()->setAccessibleDescription(property_.help);
  editor()->setToolTip(property_.help);
  editor()->installEventFilter(this);
  layout->addWidget(editor());
  note_ = new QLabel(this);
  note_->setTextFormat(Qt::PlainText);  // what was entered, and names from files, stand in it
  note_->setWordWrap(true);
  note_->setObjectName("complaint");
  note_->hide();
  layout->addWidget(note_);
}

QWidget* Field::editor() const {
  if (line_) return line_;
  if (paragraph_) return paragraph_;
  if (check_) return check_;
  return choice_;
}

void Field::makeEditor() {
  switch (property_.entry) {
    case Entry::Line:
    case Entry::Whole:
      return makeLine();
    case Entry::Paragraph:
      return makeParagraph();
    case Entry::Flag:
      check_ = new QCheckBox(property_.label, this);
      connect(check_, &QCheckBox::clicked, this, [this](bool on) { commit(on ? "true" : "false"); });
      return;
    case Entry::Choice:
      choice_ = new QComboBox(this);
      choice_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
      choice_->setMinimumContentsLength(8);
      choice_->setFocusPolicy(Qt::StrongFocus);
      connect(choice_, &QComboBox::activated, this, [this] { commit(choice_->currentData().toString()); });
      return;
  }
}

void Field::makeLine() {
  line_ = new QLineEdit(this);
  connect(line_, &QLineEdit::editingFinished, this, [this] {
    if (line_->isModified()) commit(line_->text());
  });
}

void Field::makeParagraph() {
  paragraph_ = new QPlainTextEdit(this);
  paragraph_->setTabChangesFocus(true);
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);  // a tall window has its room elsewhere
  paragraph_->setFixedHeight(paragraph_->fontMetrics().lineSpacing() * 4 + 14);
}

void Field::setObjects(const ObjectRefs& objects) {
  objects_ = objects;
  complain({});
  if (line_) line_->setModified(false);
  refresh();
}

QString Field::value(bool* mixed) const {
  *mixed = false;
  if (objects_.empty()) return {};
  const QString first = property_.read(document_.farm(), objects_.front());
  for (const ObjectRef& ref : objects_) *mixed = *mixed || property_.read(document_.farm(), ref) != first;
  return first;
}

void Field::refresh() {
  const bool typing = (line_ && line_->isModified() && line_->hasFocus()) || !complaint_.isEmpty() ||
                      (paragraph_ && paragraph_->document()->isModified() && paragraph_->hasFocus());
  if (typing) return;
  bool mixed = false;
  const QString text = value(&mixed);
  show(text, mixed);
}

Inherited Field::inherited() const {
  return property_.inherited && !objects_.empty() ? property_.inherited(document_.farm(), objects_.front())
                                                  : Inherited{};
}

QStringList Field::choices() const {
  if (!property_.choicesOf) return property_.choices(document_.farm());
  return objects_.empty() ? QStringList() : property_.choicesOf(document_.farm(), objects_.front());
}

void Field::show(const QString& text, bool mixed) {
  const bool was = std::exchange(showing_, true);
  if (property_.inherited) {
    const QString source = inherited().source;
    editor()->setToolTip(source.isEmpty()           ? property_.help
                         : property_.help.isEmpty() ? source
                                                    : property_.help + "\n" + source);
  }
  if (line_) {
    line_->setPlaceholderText(mixed ? kMixed : inherited().value);
    const QString shown = mixed ? QString() : text;
    if (line_->text() != shown) {
      line_->setText(shown);
      line_->setCursorPosition(0);  // long text shows its beginning
    }
    line_->setModified(false);
  } else if (paragraph_) {
    if (paragraph_->toPlainText() != text) paragraph_->setPlainText(mixed ? QString() : text);
    paragraph_->document()->setModified(false);
  } else if (check_) {
    check_->setTristate(mixed);
    check_->setCheckState(mixed ? Qt::PartiallyChecked : text == "true" ? Qt::Checked : Qt::Unchecked);
  } else if (choice_) {
    const QSignalBlocker quiet(choice_);
    choice_->clear();
    const QString nothing = inherited().value.isEmpty() ? tr("(none)") : tr("%1 (default)").arg(inherited().value);
    for (const QString& name : choices()) choice_->addItem(name.isEmpty() ? nothing : name, name);
    if (!mixed && choice_->findData(text) < 0) choice_->addItem(text.isEmpty() ? nothing : text, text);
    choice_->setCurrentIndex(mixed ? -1 : choice_->findData(text));
    choice_->setPlaceholderText(mixed ? kMixed : QString());
  }
  showing_ = was;
}

QString Field::shownText() const {
  if (line_)
    return line_->text().isEmpty() && !line_->placeholderText().isEmpty() ? line_->placeholderText() : line_->text();
  if (paragraph_) return paragraph_->toPlainText();
  if (check_) return check_->checkState() == Qt::PartiallyChecked ? kMixed : check_->isChecked() ? "true" : "false";
  return choice_->currentIndex() < 0 ? kMixed : choice_->currentData().toString();
}

void Field::enter(const QString& text) {
  if (line_) line_->setText(text), line_->setModified(true);
  commit(text);
}

void Field::commit(const QString& text) {
  if (showing_ || objects_.empty()) return;
  const auto outcome = document_.perform(SetProperty(objects_, property_.key, text));
  complain(outcome.reason);
  if (outcome.effect == FarmDocument::Effect::Refused) {
    if (choice_ || check_) {
      const QString why = std::exchange(complaint_, QString());
      refresh();
      complain(why);
    }
    return;
  }
  if (line_) line_->setModified(false);
  if (paragraph_) paragraph_->document()->setModified(false);
  refresh();
}

void Field::complain(const QString& why) {
  complaint_ = why;
  note_->setText(why);
  note_->setVisible(!why.isEmpty());
  editor()->setProperty("refused", !why.isEmpty());
  editor()->setStyleSheet(why.isEmpty() || check_
                              ? QString()
                              : QString("%1 { border: 1.5px solid #d55e00; border-radius: 4px; padding: 2px 4px; }")
                                    .arg(editor()->metaObject()->className()));
  note_->setStyleSheet(
      QString("color: %1;").arg(palette().color(QPalette::Window).lightness() < 128 ? "#ff8a5c" : "#b34700"));
}

void Field::step(int by) {
  bool mixed = false, isNumber = false;
  const qlonglong now = value(&mixed).toLongLong(&isNumber);
  if (!isNumber || mixed) return;
  const qlonglong next = std::clamp<qlonglong>(now + by, property_.smallest, property_.largest);
  const auto outcome =
      document_.perform(SetProperty(objects_, property_.key, QString::number(next), QString("field%1").arg(gesture_)));
  complain(outcome.reason);
  line_->setModified(false);
  refresh();
}

bool Field::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::FocusIn) ++gesture_;
  if (event->type() == QEvent::FocusOut && paragraph_ && paragraph_->document()->isModified()) {
    commit(paragraph_->toPlainText());
  }
  if (event->type() == QEvent::Wheel && !editor()->hasFocus()) {
    event->ignore();
    return true;  // the wheel scrolls the panel, it does not change what it passes over
  }
  if (event->type() == QEvent::KeyPress) {
    const auto* key = static_cast<QKeyEvent*>(event);
    if (key->key() == Qt::Key_Escape && (line_ || paragraph_)) {
      complain({});
      if (line_) line_->setModified(false);
      if (paragraph_) paragraph_->document()->setModified(false);
      refresh();
      return true;
    }
    if (line_ && property_.entry == Entry::Whole) {
      switch (key->key()) {
        case Qt::Key_Up:
          return step(1), true;
        case Qt::Key_Down:
          return step(-1), true;
        case Qt::Key_PageUp:
          return step(10), true;
        case Qt::Key_PageDown:
          return step(-10), true;
        default:
          break;
      }
    }
  }
  return QWidget::eventFilter(watched, event);
}

}  // namespace headroom::gui
