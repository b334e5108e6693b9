#include "gui/traffic/choice_bar.h"

#include <QCheckBox>
#include <QDateTimeEdit>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>
#include <cmath>

#include "gui/charts/rate_chart.h"
#include "gui/traffic/log_text.h"
#include "gui/traffic/rate_points.h"

namespace headroom::gui {
namespace {

constexpr std::int64_t kNsPerMs = 1'000'000;
constexpr std::int64_t kNsPerSecond = 1'000'000'000;

QDateTime dateTime(std::int64_t ns) {
  return QDateTime::fromMSecsSinceEpoch(ns / kNsPerMs, Qt::UTC);
}

}  // namespace

ChoiceBar::ChoiceBar(TrafficStudy& study, QWidget* parent) : QWidget(parent), study_(study) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(4);
  chart_ = new RateChart(this);
  column->addWidget(chart_, 1);
  column->addWidget(makeTimes());
  column->addWidget(makeKinds());
  connect(chart_, &RateChart::windowMoved, this, [this](double from, double to) {
    const std::int64_t origin = rateOriginNs(study_);
    const auto ns = [&](double seconds) {
      return origin + static_cast<std::int64_t>(std::llround(seconds)) * kNsPerSecond;
    };
    study_.setWindow(workload::Window{ns(from), ns(to)});
  });
  connect(chart_, &RateChart::wholeWished, this, [this] { study_.setWindow(std::nullopt); });
  connect(&study_, &TrafficStudy::figuresChanged, this, [this] {
    drawRates();
    showWindow();
    showKinds();
  });
  connect(&study_, &TrafficStudy::choiceChanged, this, [this] {
    if (!(drawn_ == study_.filter())) drawRates();
    showWindow();
    showKinds();
  });
  drawRates();
  showWindow();
  showKinds();
}

QWidget* ChoiceBar::makeTimes() {
  auto* row = new QWidget(this);
  auto* layout = new QHBoxLayout(row);
  layout->setContentsMargins(0, 0, 0, 0);
  const auto add = [&](const QString& title, QDateTimeEdit*& edit) {
    edit = new QDateTimeEdit(row);
    edit->setTimeSpec(Qt::UTC);
    edit->setDisplayFormat(QStringLiteral("yyyy-MM-dd HH:mm:ss"));
    edit->setAccessibleName(QString(title).remove('&'));
    auto* label = new QLabel(title, row);
    label->setBuddy(edit);
    layout->addWidget(label);
    layout->addWidget(edit);
    connect(edit, &QDateTimeEdit::editingFinished, this, &ChoiceBar::takeTyped);
  };
  add(tr("From (&UTC)"), from_);
  add(tr("u&ntil"), to_);
  whole_ = new QToolButton(row);
  whole_->setText(tr("All of the time"));
  connect(whole_, &QToolButton::clicked, this, [this] { study_.setWindow(std::nullopt); });
  layout->addWidget(whole_);
  selected_ = new QLabel(row);
  selected_->setObjectName("selected");
  selected_->setTextFormat(Qt::PlainText);
  layout->addWidget(selected_, 1);
  return row;
}

QWidget* ChoiceBar::makeKinds() {
  auto* row = new QWidget(this);
  auto* layout = new QHBoxLayout(row);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(new QLabel(tr("Take"), row));
  robots_ = new QCheckBox(row);
  robots_->setObjectName("robots");
  robots_->setToolTip(tr("Crawlers, monitors and programs, by their user agent"));
  connect(robots_, &QCheckBox::toggled, this, [this](bool taken) { study_.takeRobots(taken); });
  layout->addWidget(robots_);
  for (std::size_t i = 0; i < kinds_.size(); ++i) {
    const auto kind = static_cast<trace::TrafficClass>(i);
    kinds_[i] = new QCheckBox(row);
    kinds_[i]->setObjectName(QString::fromStdString(std::string(trace::toString(kind))));
    connect(kinds_[i], &QCheckBox::toggled, this, [this, kind](bool taken) { study_.takeKind(kind, taken); });
    layout->addWidget(kinds_[i]);
  }
  layout->addStretch(1);
  return row;
}

void ChoiceBar::setDark(bool dark) {
  chart_->setDark(dark);
}

void ChoiceBar::drawRates() {
  drawn_ = study_.filter();
  chart_->setRates(rateDrawing(study_));
}

void ChoiceBar::showWindow() {
  const workload::Window whole = study_.span();
  const workload::Window window = study_.window().value_or(whole);
  const std::int64_t origin = rateOriginNs(study_);
  chart_->setWindow(static_cast<double>(window.fromNs - origin) / 1e9, static_cast<double>(window.toNs - origin) / 1e9);
  const QSignalBlocker quietFrom(from_), quietTo(to_);
  from_->setDateTimeRange(dateTime(whole.fromNs), dateTime(whole.toNs));
  to_->setDateTimeRange(dateTime(whole.fromNs), dateTime(whole.toNs));
  from_->setDateTime(dateTime(window.fromNs));
  to_->setDateTime(dateTime(window.toNs));
  const bool some = study_.figures().all.total() > 0;
  for (QWidget* part : {static_cast<QWidget*>(from_), static_cast<QWidget*>(to_)}) part->setEnabled(some);
  whole_->setEnabled(some && study_.window().has_value());
  const double seconds = static_cast<double>(window.toNs - window.fromNs) / 1e9;
  const bool estimated = study_.window() && study_.figures().rates.widthNs > kNsPerSecond;
  const QString words = estimated ? tr("about %1 of %2 requests, %3") : tr("%1 of %2 requests, %3");
  selected_->setText(
      some ? words.arg(countText(study_.selected()), countText(study_.figures().all.total()), durationText(seconds))
           : QString());
}

void ChoiceBar::showKinds() {
  const trace::RequestMix& all = study_.figures().all;
  const auto show = [](QCheckBox* box, const QString& text, bool taken, bool any) {
    const QSignalBlocker quiet(box);
    box->setText(text);
    box->setChecked(taken);
    box->setEnabled(any);
  };
  show(robots_, tr("&robots (%1)").arg(countText(all.robots())), study_.filter().robots, all.robots() > 0);
  const QString names[] = {tr("&static files (%1)"), tr("&integration (%1)"), tr("platform (%1)"), tr("screens (%1)"),
                           tr("without a path (%1)")};
  for (std::size_t i = 0; i < kinds_.size(); ++i) {
    const std::uint64_t count = all.of(static_cast<trace::TrafficClass>(i));
    show(kinds_[i], names[i].arg(countText(count)), study_.filter().kinds[i], count > 0);
  }
}

void ChoiceBar::takeTyped() {
  const auto ns = [](const QDateTimeEdit* edit) { return edit->dateTime().toMSecsSinceEpoch() * kNsPerMs; };
  if (ns(to_) > ns(from_)) study_.setWindow(workload::Window{ns(from_), ns(to_)});
  showWindow();
}

}  // namespace headroom::gui
