// Properties of what fails by chance, and of failure domains.
#include "engine/farm/rename.h"
#include "gui/commands/reliability_builder.h"

namespace headroom::gui::building {
namespace {

QString lawOf(Law& law, const QString& text) {
  const auto parsed = parseLaw(text.trimmed().toStdString(), Law::Kind::Exponential);
  if (!parsed) return sentence(parsed.problems());
  if (parsed->mean < Duration::milliseconds(1)) return tr("Give a time of at least 1ms, such as 4h.");
  law = *parsed;
  return {};
}

farm::FailureDomain& domainOf(farm::Farm& farm, const ObjectRef& ref) {
  return farm.failureDomains[static_cast<std::size_t>(ref.index)];
}

/// Servers and events name a domain; they follow.
Property domainName() {
  Property property;
  property.key = "name";
  property.label = tr("Name");
  property.help = tr("As servers name it; they and planned events follow a change.");
  property.read = [](const farm::Farm& farm, const ObjectRef& ref) {
    return q(domainOf(const_cast<farm::Farm&>(farm), ref).name);  // never writes
  };
  property.write = [](farm::Farm& farm, const ObjectRef& ref, const QString& text) -> QString {
    const QString plain = text.trimmed();
    if (plain.isEmpty()) return tr("A name cannot be empty.");
    if (QString why = whyNoLine(plain); !why.isEmpty()) return why;
    const std::string from = domainOf(farm, ref).name;
    farm::renameFailureDomain(farm, from, plain.toStdString());
    domainOf(farm, ref).name = plain.toStdString();
    return {};
  };
  return property;
}

}  // namespace

QString failureTimeText(const std::optional<farm::Reliability>& reliability) {
  return reliability ? q(formatLaw(reliability->mtbf, Law::Kind::Exponential)) : QString();
}

QString setFailureTime(std::optional<farm::Reliability>& reliability, const QString& text) {
  if (text.trimmed().isEmpty()) return reliability.reset(), QString();
  farm::Reliability changed =
      reliability.value_or(farm::Reliability{{}, {Law::Kind::Exponential, Duration::wholeSeconds(4 * 3600), 0}});
  if (QString why = lawOf(changed.mtbf, text); !why.isEmpty()) return why;
  reliability = changed;
  return {};
}

QString repairTimeText(const std::optional<farm::Reliability>& reliability) {
  return reliability ? q(formatLaw(reliability->mttr, Law::Kind::Exponential)) : QString();
}

QString setRepairTime(std::optional<farm::Reliability>& reliability, const QString& text) {
  if (!reliability) return text.trimmed().isEmpty() ? QString() : tr("Say first how often it fails.");
  if (text.trimmed().isEmpty()) return tr("Say how long a repair takes, such as 4h.");
  return lawOf(reliability->mttr, text);
}

Properties failureDomainProperties() {
  Properties list{domainName()};
  Builder builder(domainOf);
  addReliability(
      builder, domainOf, [](auto& o) -> auto& { return o.reliability; });
  for (Property& property : builder.take()) list.push_back(std::move(property));
  return list;
}

}  // namespace headroom::gui::building
