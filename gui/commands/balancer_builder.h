// What the property lists of balancers have in common; only balancer_*.cpp use it.
#pragma once

#include "gui/commands/property_builder.h"

namespace headroom::gui::building {

using Balancers = Builder<farm::Balancer& (*)(farm::Farm&, const ObjectRef&)>;

/// What the balancer does while this one setting is left empty.
template <class Get>
std::function<Inherited(const farm::Farm&, const ObjectRef&)> preset(const char* setting, Get get) {
  return whenEmpty(setting, [get](farm::Zone& zone) {
    if (zone.balancer) get(*zone.balancer) = {};
  });
}

/// The same where the farm file has words and the form has its own.
template <class Get>
std::function<Inherited(const farm::Farm&, const ObjectRef&)> presetWord(const char* setting, Get get,
                                                                         QStringList fileWords, QStringList names) {
  return [inner = preset(setting, get), fileWords, names](const farm::Farm& farm, const ObjectRef& ref) {
    Inherited inherited = inner(farm, ref);
    inherited.value = names.value(static_cast<int>(fileWords.indexOf(inherited.value)), inherited.value);
    return inherited;
  };
}

/// Only while the setting in force has this value.
template <class Test>
std::function<bool(const farm::Farm&, const ObjectRef&)> whileIn(Test test) {
  return [test](const farm::Farm& farm, const ObjectRef& ref) {
    const farm::Zone* zone = farm::findZone(farm, ref.name);
    return zone && zone->balancer && test(balancing::settingsOf(farm, *zone));
  };
}

/// Each adds its group of the form.
void addChecks(Balancers& builder);
void addPassive(Balancers& builder);
void addRetries(Balancers& builder);
void addClients(Balancers& builder);

}  // namespace headroom::gui::building
