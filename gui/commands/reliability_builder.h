// Properties of what fails by chance.
#pragma once

#include "engine/farm/operations.h"
#include "gui/commands/property_builder.h"

namespace headroom::gui::building {

/// Mean time between failures as text; empty when nothing fails by chance.
QString failureTimeText(const std::optional<farm::Reliability>& reliability);
/// Empty text: never fails by chance. A reason when the text is no law of at least 1 ms.
QString setFailureTime(std::optional<farm::Reliability>& reliability, const QString& text);
/// The same of the time to repair, which only something that fails has.
QString repairTimeText(const std::optional<farm::Reliability>& reliability);
QString setRepairTime(std::optional<farm::Reliability>& reliability, const QString& text);

/// Two fields under keys such as "mtbf" and "mttr"; the second one is shown while there is a first one.
/// `access(object)` gives the optional farm::Reliability, `find(farm, ref)` the object.
template <class B, class Find, class Access>
void addReliability(B& builder, Find find, Access access, const char* failureKey = "mtbf",
                    const char* repairKey = "mttr") {
  builder
      .custom(
          failureKey, "Fails every", [access](const auto& o) { return failureTimeText(access(o)); },
          [access](auto& o, const QString& text) { return setFailureTime(access(o), text); })
      .help(
          "Mean time from a repair to the next failure by chance, such as 30d or weibull(60d, 2). Empty: never fails "
          "by "
          "chance.")
      .custom(
          repairKey, "Repair takes", [access](const auto& o) { return repairTimeText(access(o)); },
          [access](auto& o, const QString& text) { return setRepairTime(access(o), text); })
      .help("Mean time to repair, such as 4h or lognormal(4h, 2).")
      .when([find, access](const farm::Farm& farm, const ObjectRef& ref) {
        return access(find(const_cast<farm::Farm&>(farm), ref)).has_value();  // never writes
      });
}

}  // namespace headroom::gui::building
