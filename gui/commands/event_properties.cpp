// Properties of planned events.
#include "engine/farm/breakable.h"
#include "gui/commands/property_builder.h"

namespace headroom::gui::building {
namespace {

using Kind = farm::PlannedEvent::Kind;

constexpr int kFirstWeight = 1;

farm::PlannedEvent& eventOf(farm::Farm& farm, const ObjectRef& ref) {
  return farm.events[static_cast<std::size_t>(ref.index)];
}

QStringList kindNames() {
  return {tr("fails"),          tr("is repaired"),  tr("is drained"), tr("goes into maintenance"),
          tr("is ready again"), tr("gets a weight")};
}

QStringList breakableNames(const farm::Farm& farm) {
  QStringList names;
  for (const std::string& name : farm::breakableNames(farm)) names << q(name);
  return names;
}

bool isCommand(Kind kind) {
  return kind >= Kind::Drain;
}

/// Commands are for servers, and only they have a zone and a weight.
QString setKind(farm::Farm& farm, const ObjectRef& ref, const QString& text) {
  const qsizetype index = kindNames().indexOf(text);
  if (index < 0) return tr("“%1” is none of: %2.").arg(text, kindNames().join(", "));
  farm::PlannedEvent& event = eventOf(farm, ref);
  const Kind kind = static_cast<Kind>(index);
  if (isCommand(kind) && !farm::findServer(farm, event.node))
    return tr("Balancers can only be told this of a server: choose a server first.");
  event.kind = kind;
  if (!isCommand(kind)) event.zone.clear();
  if (kind != Kind::Weight) event.weight.reset();
  if (kind == Kind::Weight && !event.weight) event.weight = kFirstWeight;
  return {};
}

Property kindProperty() {
  Property property;
  property.key = "kind";
  property.label = tr("What happens");
  property.help = tr("It breaks or works again, or an operator tells the balancers of a server's zones about it.");
  property.entry = Entry::Choice;
  property.choices = [](const farm::Farm&) { return kindNames(); };
  property.read = [](const farm::Farm& farm, const ObjectRef& ref) {
    return kindNames().value(static_cast<int>(eventOf(const_cast<farm::Farm&>(farm), ref).kind));  // never writes
  };
  property.write = setKind;
  return property;
}

}  // namespace

Properties eventProperties() {
  Builder builder(eventOf);
  builder
      .duration(
          "at", "At", [](auto& o) -> auto& { return o.at; })
      .help("Since the beginning of the measured part, such as 5min.")
      .mention(
          "node", "What", [](auto& o) -> auto& { return o.node; }, breakableNames, false)
      .help("A node, a link with a name, a failure domain, a cache, one read instance, or a whole zone.");
  Properties list = builder.take();
  list.push_back(kindProperty());
  Builder more(eventOf);
  more.mention(
          "zone", "In zone", [](auto& o) -> auto& { return o.zone; }, zoneNames, true)
      .help("Whose balancer is told; empty: those of every zone with this server.")
      .when([](const farm::Farm& farm, const ObjectRef& ref) {
        return isCommand(farm.events[static_cast<std::size_t>(ref.index)].kind);
      })
      .maybeWhole(
          "weight", "Weight", [](auto& o) -> auto& { return o.weight; }, 0, 256)
      .help("Share of new requests relative to the other servers; 0: none.")
      .when([](const farm::Farm& farm, const ObjectRef& ref) {
        return farm.events[static_cast<std::size_t>(ref.index)].kind == Kind::Weight;
      });
  for (Property& property : more.take()) list.push_back(std::move(property));
  return list;
}

}  // namespace headroom::gui::building
