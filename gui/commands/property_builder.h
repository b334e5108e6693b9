// Shorthand for writing property lists; only the *_properties.cpp files of this room use it.
#pragma once

#include <QCoreApplication>
#include <algorithm>
#include <utility>

#include "engine/balancing/settings.h"
#include "engine/base/law.h"
#include "engine/base/quantity.h"
#include "engine/base/text.h"
#include "gui/commands/property.h"
#include "gui/document/shown_text.h"

namespace headroom::gui::building {

inline QString tr(const char* text) {
  return QCoreApplication::translate("Property", text);
}
inline QString q(const std::string& text) {
  return QString::fromStdString(text);
}

/// First problem of a parse as one sentence.
inline QString sentence(const Diagnostics& problems) {
  const Diagnostic& first = problems.front();
  return q(first.remedy.empty() ? first.what : first.what + "; " + first.remedy);
}

/// Why this cannot stand in a line of text; empty when it can.
inline QString whyNoLine(const QString& text) {
  if (text.contains('\n') || text.contains('\r')) return tr("This is one line of text: no line breaks.");
  const std::string plain = text.toStdString();
  return printable(plain) == plain ? QString() : tr("Control characters are not allowed here.");
}

/// `Find` gives the object as a reference: find(Farm&, ref). Works on const farms through a copy-free const_cast that
/// never writes.
template <class Find>
class Builder {
 public:
  explicit Builder(Find find) : find_(find) {}

  Builder& group(const QString& name) {
    group_ = name;
    return *this;
  }
  /// From here on: what is said of a row below its table.
  Builder& details() {
    details_ = true;
    return *this;
  }
  Builder& help(const char* text) {
    list_.back().help = tr(text);
    return *this;
  }
  Builder& when(std::function<bool(const farm::Farm&, const ObjectRef&)> shown) {
    list_.back().shown = std::move(shown);
    return *this;
  }
  Builder& range(int smallest, int largest) {
    list_.back().smallest = smallest;
    list_.back().largest = largest;
    return *this;
  }
  Builder& inherits(std::function<Inherited(const farm::Farm&, const ObjectRef&)> inherited) {
    list_.back().inherited = std::move(inherited);
    return *this;
  }
  Builder& choicesOf(std::function<QStringList(const farm::Farm&, const ObjectRef&)> choices) {
    list_.back().choicesOf = std::move(choices);
    return as(Entry::Choice);
  }
  Builder& as(Entry entry) {
    list_.back().entry = entry;
    return *this;
  }
  Builder& choices(std::function<QStringList(const farm::Farm&)> choices) {
    list_.back().choices = std::move(choices);
    return as(Entry::Choice);
  }

  /// `get(object)` gives text; `set(object, text)` gives a reason or nothing.
  template <class Get, class Set>
  Builder& custom(const char* key, const char* label, Get get, Set set) {
    Property property;
    property.key = key;
    property.label = tr(label);
    property.group = std::exchange(group_, QString());
    property.detail = details_;
    property.read = [find = find_, get](const farm::Farm& farm, const ObjectRef& ref) {
      return get(std::as_const(find(const_cast<farm::Farm&>(farm), ref)));
    };
    property.write = [find = find_, set](farm::Farm& farm, const ObjectRef& ref, const QString& text) {
      return set(find(farm, ref), text);
    };
    list_.push_back(std::move(property));
    return *this;
  }

  /// One line: no line break, no control characters.
  template <class Access>
  Builder& text(const char* key, const char* label, Access access) {
    return custom(
        key, label, [access](const auto& o) { return q(access(o)); },
        [access](auto& o, const QString& value) -> QString {
          if (QString why = whyNoLine(value); !why.isEmpty()) return why;
          access(o) = value.toStdString();
          return {};
        });
  }
  /// Names, separated by commas.
  template <class Access>
  Builder& names(const char* key, const char* label, Access access) {
    return custom(
        key, label,
        [access](const auto& o) {
          QStringList words;
          for (const std::string& name : access(o)) words << q(name);
          return words.join(", ");
        },
        [access](auto& o, const QString& text) -> QString {
          if (QString why = whyNoLine(text); !why.isEmpty()) return why;
          access(o).clear();
          for (const QString& word : text.split(',', Qt::SkipEmptyParts)) {
            if (!word.trimmed().isEmpty()) access(o).push_back(word.trimmed().toStdString());
          }
          return {};
        });
  }
  /// Text of any number of lines.
  template <class Access>
  Builder& paragraph(const char* key, const char* label, Access access) {
    custom(
        key, label, [access](const auto& o) { return shownText(access(o)); },
        [access](auto& o, const QString& value) -> QString {
          if (shownText(value.toStdString()) != value) return tr("Control characters are not allowed here.");
          access(o) = value.toStdString();
          return {};
        });
    return as(Entry::Paragraph);
  }
  template <class Access>
  Builder& whole(const char* key, const char* label, Access access, int smallest, int largest) {
    custom(
        key, label, [access](const auto& o) { return QString::number(access(o)); },
        [access, smallest, largest](auto& o, const QString& value) -> QString {
          bool isNumber = false;
          const qlonglong number = value.trimmed().toLongLong(&isNumber);
          if (!isNumber) return tr("“%1” is not a whole number.").arg(value);
          if (number < smallest || number > largest) {
            return tr("%1 is outside %2 to %3.").arg(number).arg(smallest).arg(largest);
          }
          access(o) = static_cast<std::remove_reference_t<decltype(access(o))>>(number);
          return {};
        });
    return as(Entry::Whole).range(smallest, largest);
  }
  /// For numbers that no field with arrows needs to reach.
  template <class Access>
  Builder& count(const char* key, const char* label, Access access, qlonglong smallest, qlonglong largest) {
    return custom(
        key, label, [access](const auto& o) { return QString::number(access(o)); },
        [access, smallest, largest](auto& o, const QString& value) -> QString {
          bool isNumber = false;
          const qlonglong number = value.trimmed().toLongLong(&isNumber);
          if (!isNumber) return tr("“%1” is not a whole number.").arg(value);
          if (number < smallest || number > largest)
            return tr("%1 is outside %2 to %3.").arg(number).arg(smallest).arg(largest);
          access(o) = number;
          return {};
        });
  }
  template <class Access>
  Builder& number(const char* key, const char* label, Access access, double smallest, double largest) {
    return custom(
        key, label, [access](const auto& o) { return q(formatNumber(access(o))); },
        [access, smallest, largest](auto& o, const QString& value) -> QString {
          const auto parsed = parseFraction(value.trimmed().toStdString());
          if (!parsed) return sentence(parsed.problems());
          if (*parsed < smallest || *parsed > largest) {
            return tr("%1 is outside %2 to %3.").arg(*parsed).arg(smallest).arg(largest);
          }
          access(o) = *parsed;
          return {};
        });
  }
  template <class Access>
  Builder& flag(const char* key, const char* label, Access access) {
    custom(
        key, label, [access](const auto& o) { return QString(access(o) ? "true" : "false"); },
        [access](auto& o, const QString& value) -> QString {
          if (value != "true" && value != "false") return tr("Say true or false.");
          access(o) = value == "true";
          return {};
        });
    return as(Entry::Flag);
  }
  template <class Access>
  Builder& bytes(const char* key, const char* label, Access access) {
    return parsed(
        key, label, access, [](auto v) { return v == 0 ? std::string() : formatBytes(v); },
        [](const std::string& text) { return text.empty() ? Result<std::int64_t>(0) : parseBytes(text); });
  }
  template <class Access>
  Builder& duration(const char* key, const char* label, Access access) {
    return parsed(
        key, label, access, [](Duration d) { return formatDuration(d); },
        [](const std::string& text) { return parseDuration(text); });
  }
  /// A duration that is not negative.
  template <class Access>
  Builder& span(const char* key, const char* label, Access access) {
    return parsed(
        key, label, access, [](Duration d) { return formatDuration(d); },
        [](const std::string& text) -> Result<Duration> {
          const auto parsed = parseDuration(text);
          if (parsed && *parsed < Duration()) return problem("“" + text + "” is less than no time");
          return parsed;
        });
  }
  template <class Access>
  Builder& law(const char* key, const char* label, Access access) {
    return parsed(
        key, label, access, [](const Law& l) { return formatLaw(l, Law::Kind::Exponential); },
        [](const std::string& text) { return parseLaw(text, Law::Kind::Exponential); });
  }
  template <class Access>
  Builder& rate(const char* key, const char* label, Access access) {
    return parsed(
        key, label, access, [](Rate r) { return formatRate(r); },
        [](const std::string& text) { return parseRate(text); });
  }
  template <class Access, class Format, class Parse>
  Builder& parsed(const char* key, const char* label, Access access, Format format, Parse parse) {
    return custom(
        key, label, [access, format](const auto& o) { return q(format(access(o))); },
        [access, parse](auto& o, const QString& value) -> QString {
          const auto result = parse(value.trimmed().toStdString());
          if (!result) return sentence(result.problems());
          access(o) = *result;
          return {};
        });
  }
  /// An enum whose values are shown by these words, in order from 0.
  template <class Access>
  Builder& words(const char* key, const char* label, Access access, QStringList names) {
    custom(
        key, label, [access, names](const auto& o) { return names.value(static_cast<int>(access(o))); },
        [access, names](auto& o, const QString& value) -> QString {
          const qsizetype index = names.indexOf(value);
          if (index < 0) return tr("“%1” is none of: %2.").arg(value, names.join(", "));
          access(o) = static_cast<std::remove_reference_t<decltype(access(o))>>(index);
          return {};
        });
    return choices([names](const farm::Farm&) { return names; });
  }
  /// The same for values that may be left to others: empty text is no value.
  template <class Access>
  Builder& maybeWhole(const char* key, const char* label, Access access, int smallest, int largest) {
    return maybe(
        key, label, access, [](int number) { return std::to_string(number); },
        [smallest, largest](const QString& text, QString& why) {
          bool isNumber = false;
          const int number = text.toInt(&isNumber);
          if (!isNumber) why = tr("“%1” is not a whole number.").arg(text);
          if (isNumber && (number < smallest || number > largest)) {
            why = tr("%1 is outside %2 to %3.").arg(number).arg(smallest).arg(largest);
          }
          return number;
        });
  }
  template <class Access>
  Builder& maybeDuration(const char* key, const char* label, Access access) {
    return maybe(
        key, label, access, [](Duration d) { return formatDuration(d); },
        [](const QString& text, QString& why) {
          const auto parsed = parseDuration(text.toStdString());
          if (!parsed) why = sentence(parsed.problems());
          return parsed ? *parsed : Duration();
        });
  }
  template <class Access>
  Builder& maybeWords(const char* key, const char* label, Access access, QStringList names) {
    using Value = typename std::remove_reference_t<decltype(access(
        std::declval<std::remove_reference_t<decltype(std::declval<Find>()(
            std::declval<farm::Farm&>(), std::declval<const ObjectRef&>()))>&>()))>::value_type;
    maybe(
        key, label, access, [names](Value value) { return names.value(static_cast<int>(value)).toStdString(); },
        [names](const QString& text, QString& why) {
          const qsizetype index = names.indexOf(text);
          if (index < 0) why = tr("“%1” is none of: %2.").arg(text, names.join(", "));
          return static_cast<Value>(std::max<qsizetype>(index, 0));
        });
    return choices([names](const farm::Farm&) { return QStringList{QString()} + names; });
  }
  template <class Access>
  Builder& maybeFlag(const char* key, const char* label, Access access) {
    maybe(
        key, label, access, [](bool on) { return std::string(on ? "true" : "false"); },
        [](const QString& text, QString& why) {
          if (text != "true" && text != "false") why = tr("“%1” is neither true nor false.").arg(text);
          return text == "true";
        });
    return choices([](const farm::Farm&) { return QStringList{QString(), "true", "false"}; });
  }
  /// A share of a whole, 0 to 100 %.
  template <class Access>
  Builder& maybeShare(const char* key, const char* label, Access access) {
    return maybe(
        key, label, access, [](double share) { return formatFraction(share); },
        [](const QString& text, QString& why) {
          const auto parsed = parseFraction(text.toStdString());
          if (!parsed) why = sentence(parsed.problems());
          if (parsed && (*parsed < 0 || *parsed > 1)) why = tr("“%1” is outside 0 to 100 %.").arg(text);
          return parsed ? *parsed : 0.0;
        });
  }
  template <class Access, class Format, class Parse>
  Builder& maybe(const char* key, const char* label, Access access, Format format, Parse parse) {
    return custom(
        key, label,
        [access, format](const auto& o) {
          const auto& value = access(o);
          return value ? q(format(*value)) : QString();
        },
        [access, parse](auto& o, const QString& text) -> QString {
          const QString plain = text.trimmed();
          if (plain.isEmpty()) {
            access(o).reset();
            return {};
          }
          QString why;
          const auto value = parse(plain, why);
          if (why.isEmpty()) access(o) = value;
          return why;
        });
  }
  /// The name of another object, or nothing when `optional`.
  template <class Access>
  Builder& mention(const char* key, const char* label, Access access,
                   std::function<QStringList(const farm::Farm&)> names, bool optional) {
    Property property;
    property.key = key;
    property.label = tr(label);
    property.group = std::exchange(group_, QString());
    property.detail = details_;
    property.read = [find = find_, access](const farm::Farm& farm, const ObjectRef& ref) {
      return q(access(find(const_cast<farm::Farm&>(farm), ref)));
    };
    property.write = [find = find_, access, names, optional](farm::Farm& farm, const ObjectRef& ref,
                                                             const QString& text) -> QString {
      if (text.isEmpty() && !optional) return tr("Choose one; this cannot be empty.");
      if (!text.isEmpty() && !names(farm).contains(text)) return tr("There is no “%1”.").arg(text);
      access(find(farm, ref)) = text.toStdString();
      return {};
    };
    property.choices = [names, optional](const farm::Farm& farm) {
      return optional ? QStringList{QString()} + names(farm) : names(farm);
    };
    property.entry = Entry::Choice;
    list_.push_back(std::move(property));
    return *this;
  }
  /// The object's name; writing it renames every mention.
  Builder& name();

  Properties take() { return std::move(list_); }

 private:
  Find find_;
  Properties list_;
  QString group_;
  bool details_ = false;
};

/// The name property, shared by all kinds.
Property nameProperty();

template <class Find>
Builder<Find>& Builder<Find>::name() {
  list_.push_back(nameProperty());
  return *this;
}

/// For a setting of a zone's balancer: what holds once `empty` has taken it out of the zone.
std::function<Inherited(const farm::Farm&, const ObjectRef&)> whenEmpty(const char* setting,
                                                                        std::function<void(farm::Zone&)> empty);
/// Of balancers and proxies, by the numbers of farm::Product.
QStringList productNames();
QStringList zoneNames(const farm::Farm& farm);
QStringList serverNames(const farm::Farm& farm);
QStringList databaseNames(const farm::Farm& farm);
QStringList applicationNames(const farm::Farm& farm);
QStringList nodeNames(const farm::Farm& farm);

// One list a kind; propertiesOf() hands them out.
Properties proxyProperties();
Properties routeProperties();
Properties serverProperties();
Properties poolProperties();
Properties databaseProperties();
Properties zoneProperties();
Properties balancerProperties();
Properties scalingProperties();   ///< Of zones, besides the above.
Properties sheddingProperties();  ///< Of servers, likewise.
Properties memberProperties();
Properties applicationProperties();
Properties moduleProperties();
Properties referenceProperties();
Properties usersProperties();
Properties farmProperties();
Properties linkProperties();
Properties dnsProperties();
Properties sloProperties();
Properties eventProperties();
Properties failureDomainProperties();
Properties assumptionProperties();
Properties noteProperties();
Properties backgroundProperties();
Properties deploymentProperties();
Properties sessionPageProperties();

}  // namespace headroom::gui::building
