#include <algorithm>
#include <charconv>
#include <cmath>

#include "engine/report/compose.h"
#include "engine/report/words.h"
#include "engine/results/figures.h"

namespace headroom::report {
namespace {

/// Two digits and a power of ten: "2.7e-15". A self-check's figure is a distance from exactness, nothing to compute
/// with.
std::string scientific(double value) {
  char text[32];
  const auto [end, error] = std::to_chars(text, text + sizeof text, value, std::chars_format::scientific, 1);
  return error == std::errc{} ? std::string(text, end) : "–";
}

Tone toneOf(Severity severity) {
  return severity == Severity::Error ? Tone::Bad : severity == Severity::Warning ? Tone::Near : Tone::Faint;
}

const char* wordOf(farm::Assumption::Standing standing) {
  switch (standing) {
    case farm::Assumption::Standing::Measured:
      return "measured";
    case farm::Assumption::Standing::Fitted:
      return "fitted";
    case farm::Assumption::Standing::Documented:
      return "documented";
    case farm::Assumption::Standing::Assumed:
      break;
  }
  return "assumed";
}

/// What the farm leaves unsaid and the program filled in.
std::vector<Bullets::Item> defaultsOf(const farm::Farm& farm) {
  std::vector<Bullets::Item> items;
  std::vector<std::string> pools, free, memory;
  for (const farm::Server& server : farm.servers) {
    const auto all = farm::poolsOf(server);
    if (std::any_of(all.begin(), all.end(), [](const farm::Pool& pool) { return pool.workers == 0; }))
      pools.push_back(server.name);
  }
  for (const farm::Application& application : farm.applications) {
    if (application.work.demand.isZero()) free.push_back(application.name);
  }
  std::vector<std::string> ideal;
  for (const farm::Zone& zone : farm.zones) {
    if (!zone.balancer || zone.balancer->capacity.demand.isZero()) ideal.push_back(zone.name);
  }
  if (!pools.empty())
    items.push_back({"Workers:", "100 a core for pools that state none, on " + listed(pools, 6) + ".", Tone::Plain});
  if (!ideal.empty())
    items.push_back(
        {"Balancers:", "they cost no time where none or no demand is given, for zones " + listed(ideal, 6) + ".",
         Tone::Plain});
  if (farm.proxy && farm.proxy->capacity.demand.isZero())
    items.push_back({"Proxy:", "it costs no time, as no demand is given.", Tone::Plain});
  if (!free.empty())
    items.push_back({"Core time:", "none on the server for requests of " + listed(free, 6) + ", as no demand is given.",
                     Tone::Plain});
  if (farm.links.empty()) items.push_back({"Network:", "messages take no time, as no link is given.", Tone::Plain});
  return items;
}

}  // namespace

Section findingsSection(const Study& study) {
  Section section{"Findings of the checks", false, {}};
  if (study.findings.empty()) {
    section.add(Paragraph{"The checks of addresses, routes, zones and redundancy found nothing.", Tone::Plain});
    return section;
  }
  Table table{"", {{"Rule"}, {"Severity"}, {"Object"}, {"Cause"}, {"Fix"}}, {}};
  std::vector<lint::Finding> findings = study.findings;
  std::stable_sort(findings.begin(), findings.end(),
                   [](const auto& a, const auto& b) { return a.severity < b.severity; });
  for (const lint::Finding& finding : findings) {
    const std::string place = finding.line > 0 ? ", line " + std::to_string(finding.line) : "";
    table.rows.push_back({named(finding.rule),
                          {std::string(toString(finding.severity)), toneOf(finding.severity)},
                          named(finding.object) + place,
                          finding.cause,
                          finding.fix});
  }
  section.add(std::move(table));
  return section;
}

Section assumptionsSection(const Study& study) {
  Section section{"Assumptions", false, {}};
  if (study.farm.assumptions.empty()) {
    section.add(Paragraph{"The farm does not say where its figures come from. Treat every one of them as assumed.",
                          Tone::Near});
  } else {
    Table table{"", {{"Figure"}, {"Standing"}, {"Source"}}, {}};
    for (const farm::Assumption& assumption : study.farm.assumptions) {
      const bool assumed = assumption.standing == farm::Assumption::Standing::Assumed;
      table.rows.push_back({named(assumption.subject),
                            {wordOf(assumption.standing), assumed ? Tone::Near : Tone::Plain},
                            assumption.source.empty() ? std::string("not stated") : assumption.source});
    }
    section.add(std::move(table));
  }
  auto defaults = defaultsOf(study.farm);
  if (defaults.empty()) return section;
  section.add(Heading{"Defaults in use"});
  section.add(Paragraph{"Where the farm is silent, these were taken:", Tone::Plain});
  section.add(Bullets{false, std::move(defaults)});
  return section;
}

Section methodSection(const Study& study) {
  const results::RunResult& run = study.run;
  Section section{"Method", false, {}};
  std::string how = run.replay
                        ? "The arrivals of the recorded log were replayed on a model of the farm in simulated time"
                        : "The farm was simulated event by event from the users' arrivals to the answers";
  how += run.replications > 1
             ? ", in " + results::count(static_cast<std::uint64_t>(run.replications)) + " independent replications"
             : "";
  how += ". ";
  how += run.warmUpSeconds > 0
             ? "The first " + results::span(run.warmUpSeconds) + " of each run are warm-up and in no figure; "
             : "No warm-up was cut off; ";
  how += results::span(run.measuredSeconds) + " were measured.";
  section.add(Paragraph{how, Tone::Plain});
  section.add(Paragraph{
      run.steady
          ? "The run reached a steady state: its means describe the farm in the long run."
          : "The run is not a steady state, so its figures describe exactly this stretch of time and not the long run.",
      run.steady ? Tone::Plain : Tone::Near});
  Bullets bullets{false, {}};
  bullets.items = {
      {"Percentiles:",
       "p is the smallest time within which p % of the requests were answered, read from a histogram with bins of at "
       "most 0.05 %; "
       "percentiles are never averaged over servers, zones or windows.",
       Tone::Plain},
      {"Intervals:",
       "95 %, by Student's t over the replications; percentiles by the percentiles of each replication. One run alone "
       "gives none.",
       Tone::Plain},
      {"Offered load:",
       "work that wants to reach a resource over its capacity. Above 100 % the queue grows without bound and response "
       "times depend on how long "
       "one looks.",
       Tone::Plain},
      {"Verdicts:",
       "an objective is met or missed only if the whole interval lies on one side of its limit; else it is not shown.",
       Tone::Plain},
      {"Known limits:",
       "the model knows what the farm file says: no caches but those it names, no other tenants on the machines, no "
       "errors of the software, and core times that do not grow with load unless it says how.",
       Tone::Plain}};
  section.add(std::move(bullets));
  section.add(Heading{"Self-checks of the run"});
  if (run.checks.empty()) {
    section.add(Paragraph{"The run carries no self-check.", Tone::Near});
    return section;
  }
  Table table{"", {{"Check"}, {"Largest deviation", true}, {"Holds"}}, {}};
  for (const results::Check& check : run.checks) {
    table.rows.push_back({named(check.name),
                          check.figure == 0             ? std::string("0")
                          : std::isfinite(check.figure) ? scientific(check.figure)
                                                        : std::string("–"),
                          {check.ok ? "✓ holds" : "✗ BROKEN", check.ok ? Tone::Good : Tone::Bad}});
  }
  section.add(std::move(table));
  return section;
}

Section manifestSection(const Study& study) {
  const results::RunResult& run = study.run;
  Section section{"Run manifest", false, {}};
  const auto orDash = [](const std::string& text) { return text.empty() ? std::string("–") : named(text); };
  Facts facts;
  facts.pairs = {{"Program", named(run.program) + (run.version.empty() ? "" : " " + named(run.version))},
                 {"Farm", orDash(run.farm.empty() ? study.farm.name : run.farm)},
                 {"Farm file", orDash(run.farmFile.empty() ? study.farm.file : run.farmFile)},
                 {"SHA-256 of the farm", orDash(run.farmHash)},
                 {"Kind of run", run.replay ? "replay of recorded arrivals" : "simulation"},
                 {"Load factor", results::given(run.loadFactor) + " ×"},
                 {"Seed", std::to_string(run.seed)},
                 {"Replications", std::to_string(run.replications)},
                 {"Warm-up", results::span(run.warmUpSeconds)},
                 {"Measured", results::span(run.measuredSeconds)},
                 {"Servers out", run.serversDown.empty() ? "none" : listed(run.serversDown, 12)},
                 {"Events", results::count(run.events)},
                 {"Fingerprint", orDash(run.fingerprint)}};
  if (study.plan) {
    facts.pairs.push_back({"Plan", counted(study.plan->rows.size(), "situation", "situations") + ", seed " +
                                       std::to_string(study.plan->seed)});
    facts.pairs.push_back({"Plan, SHA-256", orDash(study.plan->farmHash)});
  }
  section.add(std::move(facts));
  section.add(
      Paragraph{"The same farm, seed and version give the same run, to the bit: equal fingerprints mean equal runs.",
                Tone::Plain});
  return section;
}

}  // namespace headroom::report
