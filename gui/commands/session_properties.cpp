// Properties of the pages that people visit in a session.
#include <algorithm>

#include "gui/commands/property_builder.h"

namespace headroom::gui::building {
namespace {

std::vector<farm::SessionPage>& pagesOf(farm::Farm& farm, const ObjectRef& ref) {
  return std::get<farm::SessionLoad>(usersIn(farm, ref.name)->load).pages;
}
farm::SessionPage& pageOf(farm::Farm& farm, const ObjectRef& ref) {
  return pagesOf(farm, ref)[static_cast<std::size_t>(ref.index)];
}

/// Ways to the page follow its name.
Property pageName() {
  Property property;
  property.key = "name";
  property.label = tr("Page");
  property.read = [](const farm::Farm& farm, const ObjectRef& ref) {
    return q(pageOf(const_cast<farm::Farm&>(farm), ref).name);  // never writes
  };
  property.write = [](farm::Farm& farm, const ObjectRef& ref, const QString& text) -> QString {
    if (QString why = whyNoLine(text); !why.isEmpty()) return why;
    const std::string before = pageOf(farm, ref).name, after = text.trimmed().toStdString();
    pageOf(farm, ref).name = after;
    for (farm::SessionPage& page : pagesOf(farm, ref)) {
      for (farm::NextPage& next : page.next) {
        if (next.page == before) next.page = after;
      }
    }
    return {};
  };
  return property;
}

/// "Cart 40%, Search 20%".
QString nextText(const farm::SessionPage& page) {
  QStringList ways;
  for (const farm::NextPage& next : page.next) ways << q(next.page + " " + formatFraction(next.probability));
  return ways.join(", ");
}

QString setNext(farm::SessionPage& page, const QString& text) {
  std::vector<farm::NextPage> ways;
  for (const QString& part : text.split(',', Qt::SkipEmptyParts)) {
    const QString plain = part.simplified();
    if (plain.isEmpty()) continue;
    const qsizetype space = plain.lastIndexOf(' ');
    const auto probability = parseFraction(plain.mid(space + 1).toStdString());
    if (space < 0 || !probability) return tr("“%1” is no page and probability, such as “Cart 40%”.").arg(plain);
    const std::string name = plain.left(space).toStdString();
    const auto old =
        std::find_if(page.next.begin(), page.next.end(), [&](const farm::NextPage& next) { return next.page == name; });
    farm::NextPage next = old == page.next.end() ? farm::NextPage{} : *old;
    next.page = name;
    next.probability = *probability;
    ways.push_back(std::move(next));
  }
  page.next = std::move(ways);
  return {};
}

}  // namespace

Properties sessionPageProperties() {
  Properties list{pageName()};
  Builder builder(pageOf);
  builder
      .mention(
          "application", "Of", [](auto& o) -> auto& { return o.application; }, applicationNames, true)
      .help("Empty: the application that these users open.")
      .custom("next", "Then", nextText, setNext)
      .help("The pages that may follow, with their probabilities: “Cart 40%, Search 20%”. The rest leaves.")
      .law(
          "think", "Think time", [](auto& o) -> auto& { return o.think; })
      .help("Between its answers and the next page, such as 20s.")
      .whole(
          "requests", "Requests", [](auto& o) -> auto& { return o.requests; }, 1, 10'000)
      .help("Sent in parallel when the page opens.")
      .number(
          "entry", "Begins here", [](auto& o) -> auto& { return o.entry; }, 0, 1)
      .help("Probability that a session begins with this page. None has any: they begin with the first.");
  for (Property& property : builder.take()) list.push_back(std::move(property));
  return list;
}

}  // namespace headroom::gui::building
