#include "tests/report/studies.h"

#include <cmath>
#include <utility>

namespace headroom::report::samples {
namespace {

using results::Estimate;

Estimate known(double mean, double half, std::uint64_t count = 240'000) {
  return {mean, mean - half, mean + half, count, {}};
}

results::PlanRow::Load load(const std::string& name, double value) {
  results::PlanRow::Load out;
  out.name = name;
  out.utilisation = value;
  return out;
}

results::Response response(double p50, std::uint64_t count) {
  results::Response r;
  r.mean = known(p50 * 1.3, p50 * 0.01, count);
  r.p50 = known(p50, p50 * 0.006, count);
  r.p90 = known(p50 * 2.4, p50 * 0.02, count);
  r.p95 = known(p50 * 3.1, p50 * 0.04, count);
  r.p99 = known(p50 * 5.2, p50 * 0.12, count);
  r.p999 = known(p50 * 9.4, p50 * 0.7, count);
  r.max = p50 * 23;
  return r;
}

/// A working day in `windows` windows, with a morning and an afternoon hump and a little noise that is always the same.
results::Series day(const std::string& object, const std::string& measure, const std::string& unit, double peak,
                    int windows = 120, double step = 60) {
  results::Series series{object, measure, unit, {}, {}};
  std::uint32_t state = 12345 + static_cast<std::uint32_t>(object.size() * 31 + measure.size());
  for (int i = 0; i < windows; ++i) {
    state = state * 1664525u + 1013904223u;
    const double noise = (static_cast<double>(state >> 16) / 65536.0 - 0.5) * 0.12;
    const double t = static_cast<double>(i) / windows;
    const double shape =
        0.25 + 0.7 * std::exp(-std::pow((t - 0.38) / 0.14, 2)) + 0.55 * std::exp(-std::pow((t - 0.72) / 0.12, 2));
    series.times.push_back((i + 1) * step);
    series.values.push_back(peak * shape * (1 + noise));
  }
  return series;
}

farm::Server server(const std::string& name, int cores, std::int64_t gib) {
  farm::Server s;
  s.name = name;
  s.cores = cores;
  s.memoryBytes = gib << 30;
  return s;
}

farm::Zone zone(const std::string& name, const std::string& address, const std::vector<std::string>& members) {
  farm::Zone z;
  z.name = name;
  z.address = address;
  for (const std::string& member : members) z.members.push_back({member, 1});
  z.balancer = farm::Balancer{};
  z.balancer->name = name + " balancer";
  z.balancer->capacity.demand = {Law::Kind::Exponential, Duration::microseconds(150), 0};
  return z;
}

farm::Application application(const std::string& name, const std::string& zoneName, double ms, double transactions) {
  farm::Application a;
  a.name = name;
  a.zone = zoneName;
  a.work.demand = {Law::Kind::Exponential, Duration::microseconds(static_cast<std::int64_t>(ms * 1000)), 0};
  a.work.databaseTransactions = transactions;
  a.work.databaseDemand = {Law::Kind::Exponential, Duration::milliseconds(6), 0};
  return a;
}

farm::Users users(const std::string& name, const std::string& app, double rate) {
  farm::Users u;
  u.name = name;
  u.application = app;
  u.load = farm::OpenLoad{{rate}};
  u.timeout = Duration::wholeSeconds(10);
  return u;
}

farm::Slo responseSlo(const std::string& app, double percentile, std::int64_t ms) {
  farm::Slo slo;
  slo.name = app + " response";
  slo.application = app;
  slo.percentile = percentile;
  slo.responseBelow = Duration::milliseconds(ms);
  return slo;
}

results::ServerResult serverResult(const std::string& name, double u, double rate) {
  results::ServerResult s;
  s.name = name;
  s.utilisation = known(std::min(u, 0.999), 0.0011);
  s.offeredLoad = known(u, 0.0012);
  s.queue = known(u > 1 ? 412.0 : u * u * 0.8, 0.04);
  s.workersBusy = known(u * 6.2, 0.1);
  s.throughput = known(rate, 0.4);
  return s;
}

results::StationResult stationResult(const std::string& name, const std::string& kind, double u, double rate) {
  return {name, kind, known(u, 0.0009), known(u, 0.0009), known(u * 0.4, 0.01), known(rate, 0.6)};
}

farm::Farm intranetFarm() {
  farm::Farm f;
  f.name = "intranet-zone";
  f.description =
      "Three front ends behind one reverse proxy; the back office stands in a zone of its own on two of them.";
  f.file = "scenarios/intranet-zone/intranet-zone.farm";
  f.environment.hostName = "www.mydomain.net";
  f.proxy = farm::ReverseProxy{};
  f.proxy->capacity.demand = {Law::Kind::Exponential, Duration::microseconds(200), 0};
  f.proxy->routes = {{"", "/AppX", farm::Route::Match::WholeSegmentPrefix, "Global", {}, {}},
                     {"", "/AppY", farm::Route::Match::WholeSegmentPrefix, "Intranet", {}, {}}};
  f.servers = {server("FE1", 4, 12), server("FE2", 4, 12), server("FE3", 4, 12)};
  f.zones = {zone("Global", "global.mydomain.local", {"FE1", "FE2", "FE3"}),
             zone("Intranet", "intranet.mydomain.local", {"FE2", "FE3"})};
  f.zones[0].isDefault = true;
  farm::Database database;
  database.name = "DB";
  database.cores = 8;
  database.memoryBytes = std::int64_t{32} << 30;
  f.databases = {database};
  f.applications = {application("AppX", "Global", 11, 1), application("AppY", "Intranet", 40, 4)};
  f.applications[1].kind = farm::ApplicationKind::Traditional;
  farm::Reference call;
  call.consumer = "AppX";
  call.producer = "AppY";
  call.calls = 0.2;
  call.work = application("", "", 8, 1).work;
  f.references = {call};
  f.users = {users("customers", "AppX", 400), users("back office", "AppY", 36)};
  f.slos = {responseSlo("AppX", 95, 150), responseSlo("AppY", 95, 300)};
  farm::Slo busy;
  busy.name = "busy";
  busy.utilisationBelow = 0.7;
  f.slos.push_back(busy);
  f.assumptions = {
      {"AppX demand 11 ms", farm::Assumption::Standing::Documented, "vendor sizing table, read as 70 % busy", {}, {}},
      {"AppY demand 40 ms", farm::Assumption::Standing::Documented, "vendor sizing table, traditional web", {}, {}},
      {"Service action on 20 % of AppX requests",
       farm::Assumption::Standing::Assumed,
       "call graph unknown; to be measured",
       {},
       {}},
      {"Arrival rates", farm::Assumption::Standing::Measured, "peak hour of 14 July 2026", {}, {}},
      {"Database cores", farm::Assumption::Standing::Assumed, "", {}, {}}};
  return f;
}

results::RunResult intranetRun() {
  results::RunResult run;
  run.version = "0.1.0";
  run.farm = "intranet-zone";
  run.farmFile = "scenarios/intranet-zone/intranet-zone.farm";
  run.farmHash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
  run.replications = 10;
  run.warmUpSeconds = 42;
  run.measuredSeconds = 7200;
  run.replay = true;
  run.warnings = {"a replay follows the log as it was, so no steady state is claimed"};
  run.totals = {2'612'340, 2'612'207, 12, {96, 25, 0, 0, 0}};
  run.zones = {
      {"Global", known(400.2, 0.6), response(14.2, 2'401'204), known(2.1, 0.05), {0, 25, 0, 0, 0}, known(0, 0, 0), {}},
      {"Intranet",
       known(36.1, 0.2),
       response(61.4, 216'480),
       known(6.4, 0.21),
       {96, 0, 0, 0, 0},
       known(80.1, 0.3),
       response(11.9, 480'240)}};
  run.applications = {
      {"AppX", "Global", known(400.2, 0.6), response(14.2, 2'401'204), known(2.1, 0.05), {0, 25, 0, 0, 0}},
      {"AppY", "Intranet", known(36.1, 0.2), response(61.4, 216'480), known(6.4, 0.21), {96, 0, 0, 0, 0}}};
  run.servers = {serverResult("FE1", 0.3667, 133.4), serverResult("FE2", 0.6271, 191.5),
                 serverResult("FE3", 0.6268, 191.4)};
  run.stations = {
      stationResult("proxy", "proxy", 0.0218, 436.3), stationResult("Global balancer", "balancer", 0.015, 400.2),
      stationResult("Intranet balancer", "balancer", 0.0044, 116.2), stationResult("DB", "database", 0.468, 624.1)};
  run.checks = {{"flow balance", true, 0},
                {"Little's law", true, 3.1e-12},
                {"utilisation law", true, 8.4e-13},
                {"time never goes back", true, 0}};
  run.slos = {{"AppX response", "p95 of AppX below 150 ms", known(44.0, 0.6, 2'401'204), 150,
               results::SloVerdict::Verdict::Met},
              {"AppY response", "p95 of AppY below 180 ms", known(190.3, 2.5, 216'480), 180,
               results::SloVerdict::Verdict::Missed},
              {"busy", "utilisation of every resource below 63 %", known(0.6271, 0.0041, 10), 0.63,
               results::SloVerdict::Verdict::NotShown}};
  for (const auto& [name, peak] : {std::pair{"Global", 520.0}, std::pair{"Intranet", 58.0}}) {
    run.series.push_back(day(name, "arrivals", "/s", peak));
    run.series.push_back(day(name, "throughput", "/s", peak * 0.998));
    for (const auto& [measure, scale] : {std::pair{"p50", 0.05}, std::pair{"p95", 0.19}, std::pair{"p99", 0.4}}) {
      run.series.push_back(day(name, measure, "ms", 200 * scale + peak * scale * 0.3));
    }
  }
  for (const auto& [name, peak] : {std::pair{"FE1", 0.48}, std::pair{"FE2", 0.83}, std::pair{"FE3", 0.82}}) {
    run.series.push_back(day(name, "utilisation", "", peak));
    run.series.push_back(day(name, "queue", "requests", peak * 3));
  }
  results::LogFacts log;
  log.files = {"u_ex260714.log", "u_ex260715.log.gz"};
  log.formats = {"IIS W3C"};
  log.lines = 2'613'001;
  log.valid = 2'612'340;
  log.malformed = 17;
  log.directives = 644;
  log.malformedPlaces = {"u_ex260714.log:20411", "u_ex260714.log:20412", "u_ex260715.log.gz:9"};
  log.firstUtc = "2026-07-14T07:00:00Z";
  log.lastUtc = "2026-07-14T08:59:59Z";
  log.spanSeconds = 7199;
  log.unmapped = 5210;
  log.unmappedTop = {"favicon.ico (4100)", "robots.txt (803)", "(root) (307)"};
  log.peakMinutePerSecond = 578.4;
  log.peakMinuteUtc = "2026-07-14T07:46:00Z";
  run.log = log;
  run.fingerprint = "5b1e0c9a77d2f410";
  run.events = 31'204'889;
  return run;
}

results::PlanResult intranetPlan() {
  results::PlanResult plan;
  plan.farm = "intranet-zone";
  plan.farmHash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
  const auto row = [](const std::string& situation, Estimate factor, const std::string& limit,
                      const std::string& resource, bool holds, double fe1, double fe2, double fe3) {
    return results::PlanRow{situation,
                            std::move(factor),
                            limit,
                            resource,
                            holds,
                            {load("FE1", fe1), load("FE2", fe2), load("FE3", fe3), load("proxy", 0.022),
                             load("Global balancer", 0.015), load("Intranet balancer", 0.004), load("DB", 0.468)}};
  };
  plan.rows = {row("all up", known(1.115, 0.004, 10), "utilisation of FE3 at 70 %", "FE3", true, 0.367, 0.627, 0.627),
               row("FE1 lost", known(0.864, 0.003, 10), "utilisation of FE2 at 70 %", "FE2", false, 0, 0.81, 0.81),
               row("FE2 lost", known(0.654, 0.002, 10), "utilisation of FE3 at 70 %", "FE3", false, 0.55, 0, 1.07),
               row("FE3 lost", known(0.655, 0.002, 10), "utilisation of FE2 at 70 %", "FE2", false, 0.55, 1.07, 0)};
  for (const char* app : {"AppX", "AppY"}) {
    const double base = app[3] == 'X' ? 12.0 : 48.0;
    for (int i = 1; i <= 16; ++i) {
      const double factor = i * 0.1;
      const double stretch = 1 / (1 - std::min(0.985, 0.627 * factor));
      plan.curve.push_back({factor, app, (app[3] == 'X' ? 400 : 36) * factor, base * 0.7 * stretch,
                            base * 2.1 * stretch, base * 3.4 * stretch, base * 2.1 * stretch * 0.97,
                            base * 2.1 * stretch * 1.03});
    }
  }
  return plan;
}

/// A run whose servers and zones stand at given loads, with series.
results::RunResult runFor(const farm::Farm& f, const std::vector<std::pair<std::string, double>>& loads) {
  results::RunResult run;
  run.version = "0.1.0";
  run.farm = f.name;
  run.farmFile = f.file;
  run.farmHash = "0c7e1d5a";
  run.replications = 10;
  run.warmUpSeconds = 30;
  run.measuredSeconds = 600;
  run.steady = true;
  run.totals = {6'480'000, 6'480'000, 0, {}};
  double p50 = 11;
  for (const farm::Zone& z : f.zones) {
    run.zones.push_back({z.name,
                         known(100 + 9 * p50, 0.9),
                         response(p50, 1'200'000),
                         known(1.4, 0.1),
                         {},
                         known(z.isDefault ? 0 : 60, 0.3),
                         response(9, 400'000)});
    run.stations.push_back(stationResult(z.balancer->name, "balancer", 0.02, 200));
    run.series.push_back(day(z.name, "arrivals", "/s", 100 + 9 * p50, 60, 10));
    run.series.push_back(day(z.name, "throughput", "/s", 100 + 9 * p50, 60, 10));
    for (const char* measure : {"p50", "p95", "p99"})
      run.series.push_back(day(z.name, measure, "ms",
                               p50 * (measure[1] == '5'   ? 1
                                      : measure[2] == '5' ? 3
                                                          : 5),
                               60, 10));
    p50 += 7.3;
  }
  for (const farm::Application& a : f.applications)
    run.applications.push_back({a.name, a.zone, known(210, 0.9), response(19, 900'000), known(1.4, 0.1), {}});
  for (const auto& [name, load] : loads) {
    run.servers.push_back(serverResult(name, load, load * 300));
    run.series.push_back(day(name, "utilisation", "", load * 1.2, 60, 10));
    run.series.push_back(day(name, "queue", "requests", load * load, 60, 10));
  }
  run.stations.push_back(stationResult("SQL", "database", 0.591, 1970));
  run.checks = {{"flow balance", true, 0}, {"Little's law", true, 1e-12}};
  run.fingerprint = "77d2f4105b1e0c9a";
  run.events = 88'000'000;
  return run;
}

results::PlanResult planFor(const farm::Farm& f, const std::vector<std::pair<std::string, double>>& loads,
                            double first) {
  results::PlanResult plan;
  plan.farm = f.name;
  const auto rowFor = [&](const std::string& lost) {
    results::PlanRow row{
        lost.empty() ? "all up" : lost + " lost",
        known(lost.empty() ? first : first * (0.7 + 0.02 * static_cast<double>(lost.size())), 0.02, 10),
        "utilisation of " + loads.front().first + " at 70 %",
        loads.front().first,
        true,
        {}};
    for (const auto& [name, today] : loads)
      row.loads.push_back(load(name, name == lost ? 0 : lost.empty() ? today : today * 1.25));
    row.loads.push_back(load("SQL", 0.591));
    return row;
  };
  plan.rows.push_back(rowFor(""));
  for (const auto& [name, load] : loads) plan.rows.push_back(rowFor(name));
  return plan;
}

std::string longName(const std::string& start, std::size_t length) {
  std::string name = start;
  while (name.size() < length) name += " and so on";
  return name.substr(0, length);
}

}  // namespace

Study intranet() {
  Study study{intranetFarm(), intranetRun(), intranetPlan(), {}, "", "A. Architect", "2026-07-20"};
  study.findings = {
      {"ZN11", Severity::Warning, "server FE3", 12, 3,
       "Zones Global and Intranet share FE2 and FE3: losing one of them loads the other with both zones.",
       "Give zone Intranet a server that zone Global does not use, or add FE1 to it."},
      {"HA01", Severity::Warning, "proxy proxy", 4, 1,
       "There is one reverse proxy: when it fails, nobody reaches the farm.", "Add a standby (instances: 2)."},
      {"HA03", Severity::Warning, "zone Intranet", 20, 1, "With FE2 lost, FE3 is asked for 107 % of its cores.",
       "Add a third server to zone Intranet."},
      {"CL02", Severity::Info, "reference AppX to AppY", 31, 1,
       "The call leaves the machine although both applications run on FE2.", "Nothing, if that is wanted."}};
  return study;
}

Study dmz() {
  farm::Farm f;
  f.name = "dmz-farm";
  f.description =
      "Public, partner, internal and batch zones behind one pair of proxies; the default zone holds all thirteen "
      "servers.";
  f.environment.hostName = "portal.example.com";
  f.proxy = farm::ReverseProxy{};
  f.proxy->capacity.demand = {Law::Kind::Exponential, Duration::microseconds(200), 0};
  f.proxy->capacity.instances = 2;
  f.proxy->defaultZone = "Public";
  std::vector<std::string> all;
  std::vector<std::pair<std::string, double>> loads;
  for (int i = 1; i <= 13; ++i) {
    all.push_back("FE" + std::to_string(i));
    f.servers.push_back(server(all.back(), 4, 16));
    loads.push_back({all.back(), i <= 5 ? 0.495 : i <= 7 ? 0.113 : i <= 11 ? 0.465 : 0.22});
  }
  const auto some = [&](std::size_t from, std::size_t to) {
    return std::vector<std::string>(all.begin() + static_cast<long>(from), all.begin() + static_cast<long>(to));
  };
  f.zones = {zone("Default", "default.example.local", all), zone("Public", "public.example.local", some(0, 5)),
             zone("Partner", "partner.example.local", some(5, 7)),
             zone("Internal", "internal.example.local", some(7, 11)),
             zone("Batch", "batch.example.local", some(11, 13))};
  f.zones[0].isDefault = true;
  farm::Database database;
  database.name = "SQL";
  database.cores = 20;
  database.instances = 2;
  f.databases = {database};
  f.applications = {application("Shop", "Public", 11, 1), application("PartnerApi", "Partner", 15, 1),
                    application("BackOffice", "Internal", 40, 4), application("CustomerServices", "Internal", 8, 1),
                    application("NightJobs", "Batch", 30, 5)};
  for (const auto& [consumer, calls] : {std::pair{"Shop", 0.3}, std::pair{"PartnerApi", 1.0}}) {
    farm::Reference call;
    call.consumer = consumer;
    call.producer = "CustomerServices";
    call.calls = calls;
    f.references.push_back(call);
  }
  f.users = {users("public users", "Shop", 900), users("partners", "PartnerApi", 60),
             users("staff", "BackOffice", 120)};
  for (const farm::Application& a : f.applications)
    f.proxy->routes.push_back({"", "/" + a.name, farm::Route::Match::WholeSegmentPrefix, a.zone, {}, {}});
  f.slos = {responseSlo("Shop", 95, 250)};
  Study study{
      f,           runFor(f, loads), planFor(f, loads, 1.41), {}, "Portal before the Christmas campaign", "Operations",
      "2026-07-20"};
  study.run.slos = {
      {"Shop", "p95 of Shop below 250 ms", known(71.2, 0.9, 540'000), 250, results::SloVerdict::Verdict::Met}};
  return study;
}

Study fifty() {
  farm::Farm f;
  f.name = "fifty servers";
  std::vector<std::pair<std::string, double>> loads;
  for (int z = 0; z < 8; ++z) {
    std::vector<std::string> members;
    for (int i = 0; i < (z < 2 ? 7 : 6); ++i) {
      members.push_back("production-front-end-" + std::to_string(z + 1) + "-" + std::to_string(i + 1) +
                        ".datacentre-west.example.internal");
      f.servers.push_back(server(members.back(), 8, 32));
      loads.push_back({members.back(), 0.2 + 0.11 * z + 0.01 * i});
    }
    f.zones.push_back(zone("Region " + std::to_string(z + 1) + " customers with a long zone name", "", members));
    f.applications.push_back(application("Application-" + std::to_string(z + 1), f.zones.back().name, 12, 1));
    f.users.push_back(users("users of region " + std::to_string(z + 1), "Application-" + std::to_string(z + 1), 300));
  }
  return {f, runFor(f, loads), planFor(f, loads, 1.9), {}, "", "", ""};
}

Study empty() {
  return {};
}

Study hostile() {
  const std::string script = "<script>alert('x')</script>\"&<img src=x onerror=1>",
                    rtl = "\u202Egnp.exe \u05E9\u05DC\u05D5\u05DD";
  farm::Farm f;
  f.name = script;
  f.description = "line one\nline two\x1b[31m <b>bold</b>";
  f.proxy = farm::ReverseProxy{};
  f.proxy->name = script;
  f.servers = {server(script, 4, 8), server(rtl, 4, 8), server(longName("server", 300), 4, 8),
               server("\xff\xfe broken \x01", 4, 8), server("日本語のサーバー名前", 4, 8)};
  f.zones = {zone(longName("zone", 300), script,
                  {script, rtl, longName("server", 300), "\xff\xfe broken \x01", "日本語のサーバー名前", "nobody"}),
             zone(rtl, "", {})};
  f.applications = {application(script, f.zones[0].name, 0, 0)};
  f.users = {users(rtl, script, 0)};
  f.assumptions = {{script, farm::Assumption::Standing::Assumed, script, {}, {}}};
  f.notes = {{"</svg></style>" + script, {}, {}, {}}};
  results::RunResult run;
  run.farm = script;
  run.totals = {};
  Estimate nothing;
  nothing.mean = NAN;
  nothing.why = script;
  results::Response none{nothing, nothing, nothing, nothing, nothing, nothing, NAN};
  for (const farm::Zone& z : f.zones) {
    run.zones.push_back({z.name, nothing, none, nothing, {}, nothing, none});
    for (const char* measure : {"p50", "p95", "p99", "arrivals", "throughput"})
      run.series.push_back({z.name, measure, "ms", {10, 20, 30}, {NAN, NAN, NAN}});
  }
  for (const farm::Server& s : f.servers) {
    run.servers.push_back({s.name, nothing, nothing, nothing, nothing, nothing, 0});
    run.series.push_back({s.name, "utilisation", "", {10, 20, INFINITY}, {NAN, INFINITY, NAN}});
  }
  run.applications = {{script, f.zones[0].name, nothing, none, nothing, {}}};
  run.slos = {{script, script, nothing, NAN, results::SloVerdict::Verdict::NotShown}};
  run.availability = {{script, rtl, nothing}};
  run.background.resize(1);
  run.background[0].name = run.background[0].application = script;
  run.background[0].span = none;
  run.background[0].wait = run.background[0].running = nothing;
  run.validation.emplace();
  run.validation->rows = {{"zone", script, script, {}, {}, {NAN, NAN, INFINITY, NAN}}};
  run.checks = {{script, false, NAN}};
  run.warnings = {script, rtl};
  results::LogFacts log;
  log.files = {script};
  log.malformedPlaces = {script + ":1"};
  log.malformed = 1;
  log.lines = 1;
  log.unmappedTop = {"=cmd|' /C calc'!A0"};
  log.unmapped = 1;
  log.valid = 1;
  log.firstUtc = script;
  run.log = log;
  results::PlanResult plan;
  plan.farm = script;
  plan.rows = {{script, nothing, script, script, false, {load(script, INFINITY), load(rtl, NAN)}}};
  plan.curve = {{NAN, script, NAN, NAN, NAN, NAN, NAN, NAN}};
  return {f, run, plan, {{script, Severity::Error, script, 1, 1, script, rtl}}, "", script, script};
}

}  // namespace headroom::report::samples
