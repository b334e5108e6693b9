#include <algorithm>

#include "engine/base/quantity.h"
#include "engine/farm_file/validate_users.h"

namespace headroom::farm_file {
namespace {

constexpr double kRounding = 1e-9;  // three thirds are one
constexpr std::size_t kMostPages = 500;

class PageCheck {
 public:
  PageCheck(Checker& check, const Subject& subject, const farm::SessionLoad& sessions)
      : check_(check), users_(subject), sessions_(sessions) {
    for (const farm::SessionPage& page : sessions.pages) names_.add(page.name);
  }

  void all(const Names& applications) {
    for (std::size_t i = 0; i < sessions_.pages.size(); ++i) page(i, applications);
    entries();
    if (sound_) ends();
  }

 private:
  Subject subjectOf(std::size_t index) const {
    const farm::SessionPage& page = sessions_.pages[index];
    return {page.name.empty() ? "a page without a name" : "page " + page.name,
            users_.path + ".sessions.page[" + std::to_string(index) + "]", &page.origin};
  }

  void page(std::size_t index, const Names& applications) {
    const farm::SessionPage& page = sessions_.pages[index];
    const Subject subject = subjectOf(index);
    check_.name(subject, "name", page.name);
    check_.unique(scope_, subject, "name", page.name, "pages of one session have different names");
    check_.refers(subject, "application", page.application, applications, true);
    check_.range(subject, "requests", page.requests, 1, 10000);
    check_.law(subject, "think", page.think);
    check_.range(subject, "entry", page.entry, 0, 1);
    double sum = 0;
    for (std::size_t i = 0; i < page.next.size(); ++i) {
      const farm::NextPage& next = page.next[i];
      const Subject way{"a way from " + subject.words, subject.path + ".next[" + std::to_string(i) + "]", &next.origin};
      check_.refers(way, "page", next.page, names_);
      check_.range(way, "probability", next.probability, 0, 1);
      sound_ = sound_ && names_.set.count(next.page) > 0 && next.probability >= 0 && next.probability <= 1;
      sum += next.probability;
    }
    if (sum <= 1 + kRounding || !sound_) return;
    sound_ = false;
    check_.error(subject, "",
                 "the ways from " + subject.words + " have probabilities that add up to " + formatNumber(sum),
                 "they must not exceed 1; what is left to 1 is the share that leaves");
  }

  void entries() {
    double sum = 0;
    for (const farm::SessionPage& page : sessions_.pages) {
      if (!(page.entry >= 0 && page.entry <= 1)) return;  // told already
      sum += page.entry;
    }
    if (sum == 0 || (sum >= 1 - kRounding && sum <= 1 + kRounding)) return;
    sound_ = false;
    check_.error(users_, "sessions", "the entries of " + users_.words + " add up to " + formatNumber(sum),
                 "they must add up to 1, or leave them all out to begin with the first page");
  }

  /// From every page that sessions come to there must be a way out.
  void ends() {
    const std::size_t n = sessions_.pages.size();
    std::vector<bool> leaves(n);
    for (std::size_t i = 0; i < n; ++i) {
      double sum = 0;
      for (const farm::NextPage& next : sessions_.pages[i].next) sum += next.probability;
      leaves[i] = sum < 1 - kRounding;
    }
    spread(leaves, false);
    std::vector<bool> visited(n);
    const std::vector<double> entries = farm::entriesOf(sessions_);
    for (std::size_t i = 0; i < n; ++i) visited[i] = entries[i] > 0;
    spread(visited, true);
    for (std::size_t i = 0; i < n; ++i) {
      if (!visited[i] || leaves[i]) continue;
      check_.error(subjectOf(i), "", "who comes to " + subjectOf(i).words + " never leaves",
                   "let the probabilities of its next pages, or of the pages behind it, add up to less than 1");
    }
  }

  /// Marks what marked pages lead to, or what leads to them, until nothing is added.
  void spread(std::vector<bool>& marked, bool forwards) const {
    for (bool more = true; more;) {
      more = false;
      for (std::size_t i = 0; i < marked.size(); ++i) {
        for (const farm::NextPage& next : sessions_.pages[i].next) {
          if (next.probability <= 0) continue;
          const auto to = static_cast<std::size_t>(std::find(names_.ordered.begin(), names_.ordered.end(), next.page) -
                                                   names_.ordered.begin());
          const std::size_t source = forwards ? i : to;
          const std::size_t target = forwards ? to : i;
          if (!marked[source] || marked[target]) continue;
          marked[target] = true;
          more = true;
        }
      }
    }
  }

  Checker& check_;
  const Subject& users_;
  const farm::SessionLoad& sessions_;
  Names names_{"page", {}, {}};
  std::map<std::string, Subject> scope_;
  bool sound_ = true;
};

}  // namespace

void checkPages(Checker& check, const Subject& subject, const farm::SessionLoad& sessions, const Names& applications) {
  if (sessions.pages.empty()) {
    check.error(subject, "sessions", "sessions of " + subject.words + " have no page",
                "write page { name: \"Start\" next { page: \"Start\" probability: 0.8 } }");
    return;
  }
  if (sessions.pages.size() > kMostPages) {
    check.error(subject, "sessions",
                "sessions of " + subject.words + " have " + std::to_string(sessions.pages.size()) + " pages",
                "group them: at most " + std::to_string(kMostPages) + " are understood");
    return;
  }
  PageCheck(check, subject, sessions).all(applications);
}

}  // namespace headroom::farm_file
