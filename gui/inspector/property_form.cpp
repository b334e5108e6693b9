#include "gui/inspector/property_form.h"

#include <QGridLayout>
#include <QLabel>
#include <algorithm>

namespace headroom::gui {
namespace {

constexpr int kNarrowestLabels = 92;  // else words of a label stand one below the other

}  // namespace

PropertyForm::PropertyForm(FarmDocument& document, ObjectType type, QWidget* parent, Part part)
    : QWidget(parent), document_(document) {
  grid_ = new QGridLayout(this);
  grid_->setContentsMargins(14, 6, 14, 10);
  grid_->setHorizontalSpacing(10);
  grid_->setVerticalSpacing(7);
  grid_->setColumnStretch(1, 1);
  grid_->setColumnMinimumWidth(0, kNarrowestLabels);
  for (const Property& property : propertiesOf(type)) {
    if (!property.write || (part == Part::Details && !property.detail)) continue;
    if (!property.group.isEmpty()) addHeading(property.group);
    addField(property);
  }
}

void PropertyForm::addHeading(const QString& text) {
  auto* heading = new QLabel(text, this);
  QFont font = heading->font();
  font.setWeight(QFont::DemiBold);
  heading->setFont(font);
  heading->setContentsMargins(0, 10, 0, 0);
  grid_->addWidget(heading, grid_->rowCount(), 0, 1, 2);
}

void PropertyForm::addField(const Property& property) {
  auto* field = new Field(document_, property, this);
  const int row = grid_->rowCount();
  QLabel* label = nullptr;
  if (property.entry == Entry::Flag) {
    grid_->addWidget(field, row, 0, 1, 2);
  } else {
    label = new QLabel(property.label, this);
    label->setToolTip(property.help);
    label->setBuddy(field->editor());
    label->setWordWrap(true);
    label->setMaximumWidth(116);
    if (property.entry == Entry::Paragraph) {
      grid_->addWidget(label, row, 0, 1, 2);
      grid_->addWidget(field, row + 1, 0, 1, 2);
    } else {
      grid_->addWidget(label, row, 0);
      grid_->addWidget(field, row, 1);
    }
  }
  lines_.push_back({field, label});
}

void PropertyForm::setObjects(const ObjectRefs& objects) {
  objects_ = objects;
  for (const Line& line : lines_) {
    // Several objects cannot bear one name.
    const bool single = objects.size() == 1 || line.field->property().key != "name";
    line.field->setEnabled(single);
    line.field->setObjects(objects);
  }
  refresh();
}

void PropertyForm::refresh() {
  for (const Line& line : lines_) {
    const Property& property = line.field->property();
    const bool shown = !property.shown || std::all_of(objects_.begin(), objects_.end(), [&](const ObjectRef& ref) {
      return property.shown(document_.farm(), ref);
    });
    line.field->setVisible(shown);
    if (line.label) line.label->setVisible(shown);
    line.field->refresh();
  }
}

Field* PropertyForm::field(const QString& key) const {
  for (const Line& line : lines_) {
    if (line.field->property().key == key) return line.field;
  }
  return nullptr;
}

}  // namespace headroom::gui
