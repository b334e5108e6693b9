#include "gui/commands/soundness.h"

#include <QCoreApplication>
#include <algorithm>
#include <set>

#include "engine/farm_file/farm_file.h"

namespace headroom::gui {
namespace {

QString tr(const char* text) {
  return QCoreApplication::translate("Soundness", text);
}
QString q(const std::string& text) {
  return QString::fromStdString(text);
}

std::vector<Diagnostic> errorsOf(const farm::Farm& farm) {
  std::vector<Diagnostic> errors;
  for (const Diagnostic& problem : farm_file::validate(farm)) {
    if (problem.severity == Severity::Error) errors.push_back(problem);
  }
  return errors;
}

/// Without the remedy where that says what to write into a file: whoever reads this has a form.
QString sentenceOf(const Diagnostic& problem) {
  QString sentence = q(problem.what);
  if (!sentence.isEmpty()) sentence[0] = sentence[0].toUpper();
  const QString remedy = q(problem.remedy);
  if (!remedy.isEmpty() && !remedy.contains("write ")) sentence += "; " + remedy;
  return sentence.endsWith('?') ? sentence : sentence + ".";
}

std::set<std::string> segmentsOf(const farm::Farm& farm) {
  std::set<std::string> segments;
  for (const farm::Users& users : farm.users) segments.insert(users.segment);
  if (farm.proxy) segments.insert(farm.proxy->segment);
  for (const farm::Zone& zone : farm.zones) {
    if (zone.balancer) segments.insert(zone.balancer->segment);
  }
  for (const farm::Server& server : farm.servers) segments.insert(server.segment);
  for (const farm::Database& database : farm.databases) segments.insert(database.segment);
  segments.erase("");
  return segments;
}

bool isPlace(const farm::Farm& farm, const std::string& name) {
  const auto nodes = farm::nodeNames(farm);
  const auto links = std::count_if(farm.links.begin(), farm.links.end(),
                                   [&](const farm::Link& link) { return link.from == name || link.to == name; });
  return links > 1 || std::find(nodes.begin(), nodes.end(), name) != nodes.end();
}

bool isMentioned(const farm::Farm& farm, const std::string& segment) {
  return std::any_of(farm.links.begin(), farm.links.end(),
                     [&](const farm::Link& link) { return link.from == segment || link.to == segment; });
}

void renameSegment(farm::Farm& farm, const std::string& from, const std::string& to) {
  const auto rename = [&](std::string& name) {
    if (name == from) name = to;
  };
  for (farm::Link& link : farm.links) rename(link.from), rename(link.to);
  for (farm::DnsRecord& record : farm.dns) {
    for (std::string& segment : record.visibleFrom) rename(segment);
  }
}

}  // namespace

QString newError(const farm::Farm& before, const farm::Farm& after) {
  const std::vector<Diagnostic> now = errorsOf(after);
  if (now.empty()) return {};
  const std::vector<Diagnostic> then = errorsOf(before);
  if (now.size() <= then.size()) return {};
  for (const Diagnostic& error : now) {
    const auto same = [&](const Diagnostic& old) { return old.what == error.what; };
    if (std::none_of(then.begin(), then.end(), same)) return sentenceOf(error);
  }
  return sentenceOf(now.front());
}

QString followSegment(const farm::Farm& before, farm::Farm& after, const std::string& to) {
  const std::set<std::string> then = segmentsOf(before), now = segmentsOf(after);
  const bool fresh = !to.empty() && then.count(to) == 0;
  for (const std::string& segment : then) {
    if (now.count(segment) > 0 || isPlace(after, segment)) continue;
    if (fresh) {
      renameSegment(after, segment, to);
    } else if (isMentioned(after, segment)) {
      return tr("Nothing else stands in the segment “%1”, and a link leads there. Remove the link first, or give the "
                "segment a new name.")
          .arg(q(segment));
    }
  }
  return {};
}

}  // namespace headroom::gui
