// Properties of the pages that people visit in a session.
#include <algorithm>

#include "gui/commands/users_builder.h"

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

struct Share {
  std::string page;
  double probability = 0;
};

/// "Cart 40%, Search 20%": why it is not that, or nothing.
QString readShares(const QString& text, std::vector<Share>& shares) {
  for (const QString& part : text.split(',', Qt::SkipEmptyParts)) {
    const QString plain = part.simplified();
    if (plain.isEmpty()) continue;
    const qsizetype space = plain.lastIndexOf(' ');
    const auto probability = parseFraction(plain.mid(space + 1).toStdString());
    if (space < 0 || !probability) return tr("“%1” is no page and probability, such as “Cart 40%”.").arg(plain);
    shares.push_back({plain.left(space).toStdString(), *probability});
  }
  return {};
}

QString written(const std::string& page, double probability) {
  return q(page + " " + formatFraction(probability));
}

QString nextText(const farm::SessionPage& page) {
  QStringList ways;
  for (const farm::NextPage& next : page.next) ways << written(next.page, next.probability);
  return ways.join(", ");
}

QString setNext(farm::SessionPage& page, const QString& text) {
  std::vector<Share> shares;
  if (QString why = readShares(text, shares); !why.isEmpty()) return why;
  std::vector<farm::NextPage> ways;
  for (const Share& share : shares) {
    const auto old = std::find_if(page.next.begin(), page.next.end(),
                                  [&](const farm::NextPage& next) { return next.page == share.page; });
    farm::NextPage next = old == page.next.end() ? farm::NextPage{} : *old;
    next.page = share.page;
    next.probability = share.probability;
    ways.push_back(std::move(next));
  }
  page.next = std::move(ways);
  return {};
}

QString entriesText(const farm::Users& users) {
  QStringList entries;
  const auto* sessions = std::get_if<farm::SessionLoad>(&users.load);
  if (!sessions) return {};
  for (const farm::SessionPage& page : sessions->pages) {
    if (page.entry > 0) entries << written(page.name, page.entry);
  }
  return entries.join(", ");
}

QString setEntries(farm::Users& users, const QString& text) {
  std::vector<Share> shares;
  if (QString why = readShares(text, shares); !why.isEmpty()) return why;
  auto* sessions = std::get_if<farm::SessionLoad>(&users.load);
  if (!sessions) return notThisLoad();
  for (farm::SessionPage& page : sessions->pages) page.entry = 0;
  for (const Share& share : shares) {
    const auto page = std::find_if(sessions->pages.begin(), sessions->pages.end(),
                                   [&](const farm::SessionPage& each) { return each.name == share.page; });
    if (page == sessions->pages.end()) return tr("There is no page “%1”.").arg(q(share.page));
    page->entry = share.probability;
  }
  return {};
}

}  // namespace

// In one field for all pages: the entries add up to 1, and no single one could be changed.
void addEntries(UsersBuilder& builder) {
  builder.custom("entries", "Begin at", entriesText, setEntries)
      .help("The pages that sessions begin with: “Home 70%, Search 30%”. Empty: the first one.")
      .when([](const farm::Farm& farm, const ObjectRef& ref) { return sessionPagesIn(farm, ref.name) != nullptr; });
}

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
      .help("Sent in parallel when the page opens.");
  for (Property& property : builder.take()) list.push_back(std::move(property));
  return list;
}

}  // namespace headroom::gui::building
