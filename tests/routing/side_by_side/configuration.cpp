#include "tests/routing/side_by_side/configuration.h"

#include <algorithm>

#include "tests/routing/side_by_side/stage.h"

namespace headroom::side_by_side {
namespace {

using nlohmann::json;
using Lines = std::vector<std::string>;

std::string text(const json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

std::string joined(const Lines& lines, const std::string& indent) {
  std::string all;
  for (const std::string& line : lines) all += indent + line + "\n";
  return all;
}

std::string balanceLine(const std::string& algorithm, const json& o) {
  if (algorithm == "random") return "balance random" + (o.contains("draws") ? "(" + text(o["draws"]) + ")" : "");
  if (algorithm == "url_param") return "balance url_param " + text(o.at("param"));
  if (algorithm == "hdr") {
    return "balance hdr(" + text(o.at("header")) + ")" + (o.value("domain_only", false) ? " use_domain_only" : "");
  }
  std::string line = "balance " + algorithm;
  if (algorithm == "uri") {
    if (o.contains("len")) line += " len " + text(o["len"]);
    if (o.contains("depth")) line += " depth " + text(o["depth"]);
    if (o.value("whole", false)) line += " whole";
    if (o.value("path_only", false)) line += " path-only";
  }
  return line;
}

void addHashLines(const json& o, Lines& lines) {
  if (o.contains("hash_type")) {
    std::string line = "hash-type " + text(o["hash_type"]);
    if (o.contains("hash_function")) line += " " + text(o["hash_function"]);
    if (o.value("avalanche", false)) line += " avalanche";
    lines.push_back(line);
  }
  if (o.contains("hash_balance_factor")) lines.push_back("hash-balance-factor " + text(o["hash_balance_factor"]));
}

Lines haproxyPool(const json& header) {
  const json& o = header.at("options");
  Lines lines{balanceLine(header.at("algorithm"), o)};
  addHashLines(o, lines);
  if (o.value("allbackups", false)) lines.push_back("option allbackups");
  if (o.contains("cookie")) lines.push_back("cookie " + text(o["cookie"].at("name")) + " insert indirect nocache");
  if (o.contains("stick")) {
    lines.push_back("stick-table type " + o.value("stick_type", std::string("ip")) + " size 10k expire 30m");
    lines.push_back("stick on src");
  }
  const bool checks = hasChecks(header);
  if (checks) lines.push_back(std::string("option httpchk GET ") + Stage::kCheckPath);
  if (checks) lines.push_back("timeout check 24h");
  if (o.contains("retries")) lines.push_back("retries " + text(o["retries"]));
  if (!o.contains("redispatch")) {
    lines.push_back("no option redispatch");
  } else {
    lines.push_back("option redispatch" + (o["redispatch"] == 0 ? "" : " " + text(o["redispatch"])));
  }
  for (const json& s : header.at("servers")) {
    std::string line = "server " + text(s.at("name")) + " " + text(s.at("address"));
    for (const char* field : {"weight", "id", "maxconn", "maxqueue", "cookie"}) {
      if (s.contains(field)) line += std::string(" ") + field + " " + text(s[field]);
    }
    if (s.contains("slowstart")) line += " slowstart " + text(s["slowstart"]) + "s";
    if (s.value("backup", false)) line += " backup";
    if (s.value("disabled", false)) line += " disabled";
    if (checks) {
      line += " check inter 100ms rise " + text(o.value("rise", json(2))) + " fall " + text(o.value("fall", json(3)));
    }
    lines.push_back(line);
  }
  return lines;
}

std::string nginxKey(const std::string& key) {
  if (key == "src") return "$remote_addr";
  if (key.starts_with("arg:")) return "$arg_" + key.substr(4);
  if (!key.starts_with("header:")) return "$request_uri";
  std::string name = key.substr(7);
  for (char& c : name) c = c == '-' ? '_' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return "$http_" + name;
}

Lines nginxPool(const json& header) {
  const std::string algorithm = header.at("algorithm");
  const json& o = header.at("options");
  Lines lines;
  if (algorithm == "hash") lines.push_back("hash " + nginxKey(o.at("key")) + ";");
  if (algorithm == "hash consistent") lines.push_back("hash " + nginxKey(o.at("key")) + " consistent;");
  if (algorithm == "least_conn" || algorithm == "ip_hash") lines.push_back(algorithm + ";");
  for (const json& s : header.at("servers")) {
    std::string line = "server " + text(s.at("address"));
    for (const char* field : {"weight", "max_conns", "max_fails"}) {
      if (s.contains(field)) line += std::string(" ") + field + "=" + text(s[field]);
    }
    if (s.contains("fail_timeout")) line += " fail_timeout=" + text(s["fail_timeout"]) + "s";
    if (s.value("backup", false)) line += " backup";
    if (s.value("down", false)) line += " down";
    lines.push_back(line + ";");
  }
  return lines;
}

const json* routeList(const json& header) {
  for (const char* name : {"rules", "locations", "servers"}) {
    if (header.at("options").contains(name)) return &header.at("options").at(name);
  }
  return nullptr;
}

std::string inQuotes(const std::string& value) {
  std::string result = "\"";
  for (const char c : value) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + "\"";
}

std::string haproxyRoutes(const json& header, const Places& places) {
  Lines front;
  for (const json& rule : header.at("options").at("rules")) {
    front.push_back("use_backend " + text(rule.at("to")) + " if { " + text(rule.at("match")) + " }");
  }
  if (header["options"].contains("default")) front.push_back("default_backend " + text(header["options"]["default"]));
  std::string all = joined(front, "  ");
  const auto names = destinations(header);
  for (std::size_t i = 0; i < names.size(); ++i) {
    all += "backend " + names[i] + "\n  server s " + places.servers.at(i) + "\n";
  }
  return all;
}

std::string nginxServer(const Places& places, const std::string& more, const std::string& inside) {
  return "  server {\n    listen " + places.front + more + " proxy_protocol;\n" + inside + "  }\n";
}

std::string nginxLocations(const json& header, const Places& places) {
  std::string inside;
  for (const json& l : header.at("options").at("locations")) {
    std::string match = l.at("match");
    const std::size_t space = match.find(' ');
    const bool marked = space != std::string::npos && match[0] != '/';
    match = marked ? match.substr(0, space + 1) + inQuotes(match.substr(space + 1)) : inQuotes(match);
    inside += "    location " + match + " { proxy_pass http://" + text(l.at("to")) + l.value("uri", "") + "; }\n";
  }
  return nginxServer(places, " reuseport", inside);
}

std::string nginxNames(const json& header, const Places& places) {
  std::string all;
  bool first = true;
  for (const json& s : header.at("options").at("servers")) {
    std::string more = first ? " reuseport" : "";
    if (s.value("default", false)) more += " default_server";
    const std::string name = s.at("name").is_null() ? "\"\"" : inQuotes(text(s.at("name")));
    all +=
        nginxServer(places, more,
                    "    server_name " + name + ";\n    location / { proxy_pass http://" + text(s.at("to")) + "; }\n");
    first = false;
  }
  return all;
}

std::string nginxRoutes(const json& header, const Places& places) {
  std::string all;
  const auto names = destinations(header);
  for (std::size_t i = 0; i < names.size(); ++i) {
    all += "  upstream " + names[i] + " { server " + places.servers.at(i) + "; }\n";
  }
  return all +
         (header.at("options").contains("locations") ? nginxLocations(header, places) : nginxNames(header, places));
}

}  // namespace

bool isRouteCase(const json& header) {
  return header.at("algorithm") == "route";
}

bool hasChecks(const json& header) {
  const json& options = header.at("options");
  return options.contains("rise") || options.contains("fall");
}

std::vector<std::string> destinations(const json& header) {
  std::vector<std::string> names;
  const auto add = [&](const std::string& name) {
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  };
  for (const json& entry : *routeList(header)) add(entry.at("to"));
  if (header.at("options").contains("default")) add(header["options"]["default"]);
  return names;
}

std::vector<std::string> poolLines(const json& header) {
  return header.at("program") == "nginx" ? nginxPool(header) : haproxyPool(header);
}

// The time-out for connecting also bounds the pause before the same server is tried again.
std::string haproxyConfiguration(const json& header, const Places& places) {
  const std::string common =
      "global\n  nbthread 1\n  maxconn 4000\n  stats socket unix@admin.sock level admin\n  stats timeout 1h\n"
      "defaults\n  mode http\n  option httpclose\n  timeout connect 30ms\n  timeout client 1h\n"
      "  timeout server 1h\n  timeout queue 1h\n"
      "frontend front\n  bind " +
      places.front + " accept-proxy\n";
  if (isRouteCase(header)) return common + haproxyRoutes(header, places);
  return common + "  default_backend pool\nbackend pool\n" + joined(haproxyPool(header), "  ");
}

std::string nginxConfiguration(const json& header, const Places& places) {
  std::string text =
      "daemon off;\nmaster_process off;\nworker_processes 1;\npid nginx.pid;\nerror_log stderr crit;\n"
      "events { worker_connections 4000; }\nhttp {\n  access_log off;\n  keepalive_timeout 0;\n  port_in_redirect "
      "off;\n"
      "  proxy_connect_timeout 1h;\n  proxy_read_timeout 1h;\n  proxy_send_timeout 1h;\n"
      "  set_real_ip_from 127.0.0.1;\n  real_ip_header proxy_protocol;\n"
      "  add_header X-Tried $upstream_addr always;\n";
  for (const char* kind : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"}) {
    text += std::string("  ") + kind + "_temp_path temporary_" + kind + ";\n";
  }
  if (isRouteCase(header)) {
    text += nginxRoutes(header, places);
  } else {
    text += "  upstream pool {\n" + joined(nginxPool(header), "    ") + "  }\n" +
            nginxServer(places, " reuseport", "    location / { proxy_pass http://pool; }\n");
  }
  return text + "}\n";
}

}  // namespace headroom::side_by_side
