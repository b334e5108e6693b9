#include "gui/traffic/format_bar.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QVBoxLayout>

#include "engine/trace/format_table.h"
#include "gui/traffic/log_text.h"

namespace headroom::gui {

FormatBar::FormatBar(QWidget* parent) : QWidget(parent) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(2);
  auto* row = new QHBoxLayout;
  column->addLayout(row);
  const auto add = [&](const QString& title, QWidget* field, int stretch = 0) {
    auto* label = new QLabel(title, this);
    label->setBuddy(field);
    label->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
    row->addWidget(label);
    row->addWidget(field, stretch);
    field->setAccessibleName(QString(title).remove('&'));
  };
  way_ = new QComboBox(this);
  fillFormats();
  add(tr("&Format"), way_);
  text_ = new QLineEdit(this);
  text_->setAccessibleName(tr("Format string, columns or keys"));
  row->addWidget(text_, 8);
  zone_ = new QLineEdit(this);
  zone_->setPlaceholderText(tr("UTC"));
  zone_->setMaximumWidth(140);
  zone_->setToolTip(tr("Zone of stamps that name none: Europe/Lisbon, +01:00"));
  add(tr("Time &zone"), zone_);
  stamps_ = new QComboBox(this);
  stamps_->addItems({tr("as the format says"), tr("start of the request"), tr("end of the request")});
  add(tr("Stamps m&ean"), stamps_);
  row->addStretch(1);
  trouble_ = new QLabel(this);
  trouble_->setTextFormat(Qt::PlainText);
  trouble_->setWordWrap(true);
  trouble_->setObjectName("formatTrouble");
  trouble_->hide();
  column->addWidget(trouble_);
  connect(way_, &QComboBox::activated, this, [this] {
    followWay();
    if (!text_->isVisibleTo(this) || !text_->text().isEmpty()) tell();
  });
  connect(text_, &QLineEdit::editingFinished, this, &FormatBar::tell);
  connect(zone_, &QLineEdit::editingFinished, this, &FormatBar::tell);
  connect(stamps_, &QComboBox::activated, this, &FormatBar::tell);
  followWay();
}

void FormatBar::fillFormats() {
  way_->addItem(tr("found from the lines"), QString());
  for (const trace::FormatFamily& family : trace::formatTable()) {
    for (const std::string_view name : family.names) {
      const QString text = QString::fromUtf8(name.data(), static_cast<qsizetype>(name.size()));
      way_->addItem(text, text);
    }
  }
  way_->addItem(tr("Apache or nginx format string:"), kPattern);
  way_->addItem(tr("columns of an IIS log without #Fields:"), kFields);
  way_->addItem(tr("keys of JSON lines:"), kJson);
  way_->setMaxVisibleItems(24);
}

void FormatBar::followWay() {
  const QString way = way_->currentData().toString();
  const bool pattern = way == kPattern, fields = way == kFields, json = way == kJson;
  text_->setVisible(pattern || fields || json);
  text_->setPlaceholderText(pattern  ? QStringLiteral("%h %l %u %t \"%r\" %>s %b %D")
                            : fields ? QStringLiteral("date time c-ip cs-method cs-uri-stem sc-status time-taken")
                                     : QStringLiteral("time=ts,client=request.ip,duration=took:ms"));
}

void FormatBar::choose(const QString& way, const QString& text) {
  way_->setCurrentIndex(std::max(0, way_->findData(way)));
  text_->setText(text);
  followWay();
  tell();
}

trace::ReadOptions FormatBar::options() const {
  trace::ReadOptions options;
  const QString way = way_->currentData().toString();
  const std::string text = text_->text().toStdString();
  if (way == kPattern) {
    options.format.pattern = text;
  } else if (way == kFields) {
    options.format.fields = text;
  } else if (way == kJson) {
    options.format.jsonMap = text;
  } else {
    options.format.name = way.toStdString();
  }
  options.format.zone = zone_->text().trimmed().toStdString();
  constexpr trace::StampMeaning kMeanings[] = {trace::StampMeaning::Auto, trace::StampMeaning::Start,
                                               trace::StampMeaning::End};
  options.stamps = kMeanings[std::clamp(stamps_->currentIndex(), 0, 2)];
  return options;
}

void FormatBar::tell() {
  const trace::ReadOptions now = options();
  const auto formats = trace::lineFormats(now.format);
  trouble_->setVisible(!formats.ok());
  if (!formats) {
    const Diagnostic& first = formats.problems().front();
    trouble_->setText(QStringLiteral("✕ ") +
                      safeText(first.remedy.empty() ? first.what : first.what + "; " + first.remedy));
    return;
  }
  const auto key = [](const trace::ReadOptions& o) {
    return std::tie(o.format.name, o.format.pattern, o.format.fields, o.format.jsonMap, o.format.zone, o.stamps);
  };
  if (key(now) == key(told_)) return;
  told_ = now;
  emit changed(now);
}

}  // namespace headroom::gui
