#include "tests/routing/side_by_side/balancer.h"

#include <cstdlib>
#include <map>
#include <sstream>

#include "tests/routing/side_by_side/configuration.h"
#include "tests/routing/side_by_side/trouble.h"

namespace headroom::side_by_side {
namespace {

using nlohmann::json;

std::string findBinary(const std::string& program) {
  const char* path = std::getenv("PATH");
  std::istringstream folders(std::string(path == nullptr ? "" : path) + ":/usr/sbin:/usr/local/sbin:/sbin");
  for (std::string folder; std::getline(folders, folder, ':');) {
    const std::string candidate = folder + "/" + program;
    if (!folder.empty() && access(candidate.c_str(), X_OK) == 0) return candidate;
  }
  return {};
}

std::vector<std::string> commandOf(const std::string& program, const std::string& folder) {
  if (program == "haproxy") return {binaryOf(program), "-db", "-f", "haproxy.cfg"};
  return {binaryOf(program), "-p", folder, "-c", "nginx.conf", "-e", "stderr"};
}

}  // namespace

std::string binaryOf(const std::string& program) {
  static std::map<std::string, std::string> found;
  std::string& binary = found[program];
  if (binary.empty()) binary = findBinary(program);
  if (binary.empty()) throw std::runtime_error(program + " is not installed; './dev setup' installs it");
  return binary;
}

std::string versionOf(const std::string& program) {
  static std::map<std::string, std::string> known;
  std::string& version = known[program];
  if (version.empty()) {
    const std::string line = firstLineOf({binaryOf(program), "-v"});
    const std::size_t digit = line.find_first_of("0123456789");
    version = digit == std::string::npos ? "unknown"
                                         : line.substr(digit, line.find_first_not_of("0123456789.", digit) - digit);
  }
  return version;
}

Balancer::Balancer(json& header) {
  const std::string program = header.at("program");
  header["version"] = versionOf(program);
  addServers(header);
  const Places places{stage_.front(), destinationAddresses_};
  const bool haproxy = program == "haproxy";
  folder_.write(haproxy ? "haproxy.cfg" : "nginx.conf",
                haproxy ? haproxyConfiguration(header, places) : nginxConfiguration(header, places));
  if (header.value("clock", "none") == "seconds" || hasChecks(header))
    clock_ = std::make_unique<HeldClock>(folder_.path());
  program_ = std::make_unique<Program>(commandOf(program, folder_.path().string()),
                                       clock_ ? clock_->environment() : std::vector<std::string>{}, folder_.path());
  const Deadline deadline("the balancer to listen");
  while (!stage_.reachable()) {
    if (!program_->running()) giveUp(program + " did not start");
    deadline.check();
    usleep(500);
  }
  if (haproxy) admin_ = std::make_unique<AdminSocket>((folder_.path() / "admin.sock").string());
}

void Balancer::addServers(json& header) {
  const std::string folder = folder_.path().string();
  if (isRouteCase(header)) {
    for (std::size_t i = 0; i < destinations(header).size(); ++i) {
      destinationAddresses_.push_back(stage_.addServer("", folder));
    }
    return;
  }
  for (json& server : header.at("servers")) {
    server["address"] = stage_.addServer(server.value("address", ""), folder);
  }
  header["config"] = poolLines(header);
}

void Balancer::giveUp(const std::string& why) {
  const std::string said = folder_.read("output");
  if (said.find("ddress already in use") != std::string::npos) throw Hindrance(why + ": a port was taken");
  throw std::runtime_error(why + ":\n" + said);
}

std::string requestBytes(long number, const json& attributes) {
  const std::string source = attributes.value("src", "127.0.0.1");
  const bool six = source.find(':') != std::string::npos;
  std::string bytes = std::string("PROXY ") + (six ? "TCP6 " : "TCP4 ") + source + (six ? " ::1" : " 127.0.0.1") +
                      " 40000 80\r\n" + "GET " + attributes.value("path", "/") +
                      " HTTP/1.1\r\nHost: " + attributes.value("host", "h") + "\r\n" + Stage::kNumberHeader + ": " +
                      std::to_string(number) + "\r\n";
  for (const json& h : attributes.value("headers", json::array())) {
    bytes += h.at(0).get<std::string>() + ": " + h.at(1).get<std::string>() + "\r\n";
  }
  if (attributes.contains("cookie")) bytes += "Cookie: " + attributes["cookie"].get<std::string>() + "\r\n";
  return bytes + "Connection: close\r\n\r\n";
}

}  // namespace headroom::side_by_side
