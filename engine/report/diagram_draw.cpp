#include <algorithm>
#include <cmath>

#include "engine/balancing/settings.h"
#include "engine/report/diagram.h"
#include "engine/report/lookup.h"
#include "engine/report/words.h"
#include "engine/results/figures.h"

namespace headroom::report {
namespace {

using results::State;

constexpr Stroke kRequests{Ink::Text, 1.4, Dash::Solid};
constexpr Stroke kWork{Ink::Muted, 1.3, Dash::Short};
constexpr double kTrunkLeft = 9, kTrunkRight = 711, kBusAbove = 16, kBusBelow = 12;

struct Look {
  Ink fill;
  Stroke edge;
  Ink text;
};

Look lookOf(State state) {
  switch (state) {
    case State::Over:
      return {Ink::OverFill, {Ink::Over, 2.4, Dash::Solid}, Ink::OverText};
    case State::Near:
      return {Ink::NearFill, {Ink::Near, 1.8, Dash::Solid}, Ink::NearText};
    case State::Ok:
      return {Ink::OkFill, {Ink::Ok, 1.1, Dash::Solid}, Ink::OkText};
    case State::Idle:
    case State::Unknown:
      break;
  }
  return {Ink::IdleFill, {Ink::Muted, 1, Dash::Short}, Ink::Muted};
}

/// "62.7 %", with the word where it is not simply fine.
std::string loadText(double load) {
  const State state = results::stateOf(load);
  const std::string text = results::figure(load, results::Unit::Share);
  return state == State::Unknown || state == State::Ok ? text : text + " " + results::wordOf(state);
}

class Painter {
 public:
  Painter(const DiagramLayout& layout, const farm::Farm& farm, const results::RunResult& run)
      : layout_(layout), farm_(farm), run_(run), loads_(run), names_(serverNames(farm)) {}

  Drawing paint() {
    out_.width = layout_.width;
    out_.height = layout_.height;
    requestLines();
    workLines();
    for (const NodeCard& users : layout_.users) node(users, Ink::Panel, {Ink::Muted, 1, Dash::Solid}, 20);
    if (layout_.usersLeft > 0) {
      const double y = layout_.users.back().place.bottom() + 15;
      text({layout_.width / 2 + 8, y},
           "and " + counted(layout_.usersLeft, "more group of users", "more groups of users"), 11, Ink::Muted);
    }
    for (const NodeCard& proxy : layout_.proxy) proxyBox(proxy);
    for (const ZoneCard& zone : layout_.zones) zoneCard(zone);
    for (const NodeCard& database : layout_.databases) cylinder(database);
    legend();
    return std::move(out_);
  }

 private:
  void line(std::vector<Point> points, const Stroke& stroke) {
    out_.add(Path{std::move(points), false, Ink::None, stroke, 1});
  }
  void text(Point at, std::string words, double size, Ink ink = Ink::Text, bool bold = false,
            Anchor anchor = Anchor::Start) {
    out_.add(Label{at, std::move(words), size, anchor, bold, ink});
  }
  void arrow(double x, double from, double to, const Stroke& stroke) {
    line({{x, from}, {x, to - 5}}, stroke);
    out_.add(Path{{{x - 4, to - 7}, {x + 4, to - 7}, {x, to}}, true, stroke.ink, {}, 1});
  }

  double sourceX() const { return layout_.width / 2; }

  void requestLines() {
    if (!layout_.users.empty() && !layout_.proxy.empty()) {
      const double top = layout_.proxy.front().place.y, bus = top - 14;
      double first = sourceX(), last = sourceX();
      for (const NodeCard& users : layout_.users) {
        line({{users.place.middle(), users.place.bottom()}, {users.place.middle(), bus}}, kRequests);
        first = std::min(first, users.place.middle());
        last = std::max(last, users.place.middle());
      }
      line({{first, bus}, {last, bus}}, kRequests);
      arrow(sourceX(), bus, top, kRequests);
    }
    if (layout_.shelfTop.empty() || (layout_.users.empty() && layout_.proxy.empty())) return;
    const double from =
        layout_.proxy.empty() ? layout_.users.back().place.bottom() : layout_.proxy.front().place.bottom();
    line({{sourceX(), from}, {sourceX(), layout_.shelfTop[0] - kBusAbove}}, kRequests);
    for (std::size_t s = 0; s < layout_.shelfTop.size(); ++s)
      bus(s, layout_.shelfTop[s] - kBusAbove, s == 0 ? sourceX() : kTrunkLeft);
    if (layout_.shelfTop.size() < 2) return;
    line({{kTrunkLeft, layout_.shelfTop[0] - kBusAbove}, {sourceX(), layout_.shelfTop[0] - kBusAbove}}, kRequests);
    line({{kTrunkLeft, layout_.shelfTop[0] - kBusAbove}, {kTrunkLeft, layout_.shelfTop.back() - kBusAbove}}, kRequests);
  }

  /// The line above a shelf, with an arrow down to each zone.
  void bus(std::size_t shelf, double y, double from) {
    double first = from, last = from;
    for (const ZoneCard& zone : layout_.zones) {
      if (zone.shelf != shelf || !zone.zone) continue;
      first = std::min(first, zone.place.middle());
      last = std::max(last, zone.place.middle());
      arrow(zone.place.middle(), y, zone.place.y, kRequests);
    }
    line({{first, y}, {last, y}}, kRequests);
  }

  void workLines() {
    if (layout_.databases.empty() || layout_.shelfBottom.empty()) return;
    const double into = layout_.shelfBottom.back() + kBusBelow;
    const std::size_t shelves = layout_.shelfBottom.size();
    for (std::size_t s = 0; s < shelves; ++s) {
      const double y = layout_.shelfBottom[s] + kBusBelow;
      double first = s + 1 < shelves ? kTrunkRight : sourceX(), last = first;
      for (const ZoneCard& zone : layout_.zones) {
        if (zone.shelf != s || !zone.zone) continue;
        line({{zone.place.middle(), zone.place.bottom()}, {zone.place.middle(), y}}, kWork);
        first = std::min(first, zone.place.middle());
        last = std::max(last, zone.place.middle());
      }
      line({{first, y}, {last, y}}, kWork);
    }
    if (shelves > 1) {
      line({{kTrunkRight, layout_.shelfBottom[0] + kBusBelow}, {kTrunkRight, into}, {sourceX(), into}}, kWork);
    }
    double first = sourceX(), last = sourceX();
    for (const NodeCard& database : layout_.databases) {
      first = std::min(first, database.place.middle());
      last = std::max(last, database.place.middle());
      arrow(database.place.middle(), into, database.place.y, kWork);
    }
    line({{first, into}, {last, into}}, kWork);
  }

  void node(const NodeCard& card, Ink fill, const Stroke& edge, double radius) {
    const Place& p = card.place;
    out_.add(Box{p.x, p.y, p.width, p.height, radius, fill, edge});
    text({p.middle(), p.y + 18}, fittedName(named(card.name), p.width - 16, 12, true), 12, Ink::Text, true,
         Anchor::Middle);
    double y = p.y + 33;
    for (const std::string& words : card.lines) {
      text({p.middle(), y}, fitted(words, p.width - 14, 11), 11, Ink::Muted, false, Anchor::Middle);
      y += 14;
    }
  }

  void proxyBox(const NodeCard& card) {
    const double load = loads_.of(farm_.proxy->name);
    const Look look = lookOf(results::stateOf(load));
    NodeCard shown = card;
    shown.name = "Reverse proxy" + (card.name == "proxy" ? std::string() : " " + card.name);
    if (std::isfinite(load)) shown.lines[0] += (shown.lines[0].empty() ? "" : "  ·  ") + loadText(load);
    node(shown, look.fill, look.edge, 4);
  }

  void cylinder(const NodeCard& card) {
    const double load = loads_.of(card.name);
    const Look look = lookOf(results::stateOf(load));
    const Place& p = card.place;
    const double rx = p.width / 2, ry = 6;
    Path body{{}, true, look.fill, look.edge, 1}, rim{{}, false, Ink::None, look.edge, 1};
    for (int k = 0; k <= 20; ++k) {
      const double a = 3.141592653589793 * k / 20, x = p.middle() - rx * std::cos(a);
      body.points.push_back({x, p.y + ry - ry * std::sin(a)});
      rim.points.push_back({x, p.y + ry + ry * std::sin(a)});
    }
    for (int k = 20; k >= 0; --k) {
      const double a = 3.141592653589793 * k / 20;
      body.points.push_back({p.middle() - rx * std::cos(a), p.bottom() - ry + ry * std::sin(a)});
    }
    out_.add(std::move(body));
    out_.add(std::move(rim));
    text({p.middle(), p.y + 27}, fitted("Database " + named(card.name), p.width - 12, 12, true), 12, Ink::Text, true,
         Anchor::Middle);
    const std::string words = card.lines.front() + (std::isfinite(load) ? "  ·  " + loadText(load) : "");
    text({p.middle(), p.y + 41}, fitted(words, p.width - 10, 11), 11, look.text, true, Anchor::Middle);
  }

  void zoneCard(const ZoneCard& card) {
    const Place& p = card.place;
    out_.add(Box{p.x, p.y, p.width, p.height, 8, Ink::Panel, {Ink::Muted, 1.2, card.zone ? Dash::Solid : Dash::Short}});
    text({p.x + 10, p.y + 18}, fittedName(card.title, p.width - 20, 13, true), 13, Ink::Text, true);
    double y = p.y + 33;
    for (const std::string& words : card.lines) {
      text({p.x + 10, y}, fitted(words, p.width - 20, 11), 11, Ink::Muted);
      y += 15;
    }
    if (card.zone) balancer(card);
    for (const ServerCard& server : card.servers) serverCard(server, card.compact);
    if (card.servers.empty()) text({p.x + 10, p.bottom() - 24}, "no servers", 11, Ink::OverText, true);
    if (card.left > 0)
      text({p.x + 10, p.bottom() - 8}, "and " + counted(card.left, "less busy server", "less busy servers"), 11,
           Ink::Muted);
  }

  void balancer(const ZoneCard& card) {
    const double load = loads_.of(farm::balancerName(*card.zone));
    const Look look = card.zone->balancer ? lookOf(results::stateOf(load)) : lookOf(State::Unknown);
    const Box box{card.place.x + 10, card.balancerY, card.place.width - 20, 22, 11, look.fill, look.edge};
    out_.add(box);
    const std::string name = farm::balancerName(*card.zone);
    std::string words = !card.zone->balancer                    ? "no balancer of its own"
                        : name == card.zone->name + " balancer" ? "balancer"
                                                                : named(name);
    words += ", " + balancing::algorithmText(balancing::settingsOf(farm_, *card.zone));
    const std::string figure = card.zone->balancer && std::isfinite(load) ? loadText(load) : "";
    const double room = box.width - 24 - widthOf(figure, 11, true);
    text({box.x + 10, box.y + 15}, fitted(words, room, 11), 11);
    text({box.x + box.width - 10, box.y + 15}, figure, 11, look.text, true, Anchor::End);
  }

  void serverCard(const ServerCard& card, bool compact) {
    const Place& p = card.place;
    const bool down = std::find(run_.serversDown.begin(), run_.serversDown.end(), card.name) != run_.serversDown.end();
    const double load = down ? NAN : loads_.of(card.name);
    const Look look = lookOf(results::stateOf(load));
    out_.add(Box{p.x, p.y, p.width, p.height, 4, look.fill, look.edge});
    const std::string figure = !card.known ? "unknown" : down ? "out" : loadText(load);
    if (compact) {
      const double room = p.width - 14 - widthOf(figure, 10, true) - (card.shared ? 12 : 0);
      text({p.x + 5, p.y + 17}, fittedName(names_.of(card.name), room, 10, true), 10, Ink::Text, true);
      text({p.x + p.width - (card.shared ? 17 : 5), p.y + 17}, figure, 10, look.text, true, Anchor::End);
      if (card.shared) sharedBadge(p.x + p.width - 13, p.y + 8);
      return;
    }
    const double room = p.width - 12 - (card.shared ? 14 : 0);
    text({p.x + 6, p.y + 16}, fittedName(names_.of(card.name), room, 12, true), 12, Ink::Text, true);
    text({p.x + 6, p.y + 32}, figure, 11, look.text, true);
    if (card.weight != 1) {
      text({p.x + p.width - 5, p.y + 32}, "w " + std::to_string(card.weight), 10, Ink::Muted, false, Anchor::End);
    }
    if (std::isfinite(load)) {
      const double width = p.width - 12;
      out_.add(Box{p.x + 6, p.y + 37, width, 4, 1, Ink::Paper, {look.edge.ink, 0.6, Dash::Solid}});
      out_.add(Box{p.x + 6, p.y + 37, std::max(0.5, width * std::min(1.0, load)), 4, 1, look.edge.ink, {}});
    }
    if (card.shared) sharedBadge(p.x + p.width - 15, p.y + 6);
  }

  /// Two sheets, one on the other.
  void sharedBadge(double x, double y) {
    out_.add(Box{x + 3, y + 3, 7, 7, 1, Ink::Paper, {Ink::Accent, 1.2, Dash::Solid}});
    out_.add(Box{x, y, 7, 7, 1, Ink::Paper, {Ink::Accent, 1.2, Dash::Solid}});
  }

  void legend() {
    const double y = layout_.height - 8;
    double x = 10;
    const auto swatch = [&](State state, const std::string& words) {
      const Look look = lookOf(state);
      out_.add(Box{x, y - 10, 14, 11, 2, look.fill, look.edge});
      text({x + 19, y}, words, 10.5);
      x += 29 + widthOf(words, 10.5);
    };
    swatch(State::Ok, "OK, below 70 %");
    swatch(State::Near, "near, from 70 %");
    swatch(State::Over, "OVER, from 100 %");
    sharedBadge(x, y - 10);
    text({x + 15, y}, "in several zones", 10.5);
    x += 27 + widthOf("in several zones", 10.5);
    line({{x, y - 4}, {x + 22, y - 4}}, kRequests);
    text({x + 27, y}, "requests", 10.5);
    x += 40 + widthOf("requests", 10.5);
    line({{x, y - 4}, {x + 22, y - 4}}, kWork);
    text({x + 27, y}, "database", 10.5);
  }

  const DiagramLayout& layout_;
  const farm::Farm& farm_;
  const results::RunResult& run_;
  Loads loads_;
  ShortNames names_;
  Drawing out_;
};

}  // namespace

Drawing draw(const DiagramLayout& layout, const farm::Farm& farm, const results::RunResult& run) {
  return Painter(layout, farm, run).paint();
}

}  // namespace headroom::report
