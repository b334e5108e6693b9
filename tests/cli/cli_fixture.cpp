#include "tests/cli/cli_fixture.h"

#include <stdlib.h>

#include <algorithm>
#include <fstream>
#include <sstream>

#include "engine/cli/command_line.h"

namespace headroom::cli {
namespace {

constexpr const char* kFarm = R"(version: 1
name: "shop"
environment { host_name: "shop.example" }
proxy {
  name: "proxy"
  route { path: "/Shop" zone: "Front" }
}
zone {
  name: "Front"
  address: "front.lan"
  is_default: true
  includes_all_servers: true
  balancer { name: "lb" }
}
server { name: "FE1" cores: 2 }
server { name: "FE2" cores: 2 }
database { name: "DB" cores: 4 }
application {
  name: "Shop"
  zone: "Front"
  work { demand: "10ms" database_transactions: 1 database_demand: "2ms" }
}
users {
  name: "Visitors"
  application: "Shop"
  open { rate: "100/s" }
}
slo { name: "fast" application: "Shop" percentile: 95 response_below: "200ms" }
run { measured: "60s" warm_up: "5s" replications: 5 seed: 7 }
)";

}  // namespace

Cli::Cli() {
  std::string pattern = (std::filesystem::temp_directory_path() / "headroom-cli-XXXXXX").string();
  folder_ = ::mkdtemp(pattern.data());
}

Cli::~Cli() {
  std::error_code ignored;
  std::filesystem::remove_all(folder_, ignored);
}

Answer Cli::headroom(const std::vector<std::string>& args) {
  std::ostringstream out;
  std::ostringstream err;
  Streams streams{out, err, false, false, 80, &interrupted_};
  Answer answer;
  answer.code = run(args, streams);
  answer.out = out.str();
  answer.err = err.str();
  return answer;
}

std::string Cli::file(const std::string& name, const std::string& content) const {
  std::ofstream(path(name), std::ios::binary) << content;
  return path(name);
}

std::string Cli::contentOf(const std::string& name) const {
  std::ifstream in(path(name), std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::string Cli::farmText(const std::string& replace, const std::string& by) const {
  std::string text = kFarm;
  if (!replace.empty()) {
    const auto at = text.find(replace);
    EXPECT_NE(at, std::string::npos) << replace;
    if (at != std::string::npos) text.replace(at, replace.size(), by);
  }
  return text;
}

std::vector<std::string> Cli::filesInFolder() const {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder_))
    names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

std::string Cli::scenario(const std::string& name) {
  return std::string(HEADROOM_SOURCE_DIR) + "/scenarios/" + name + "/" + name + ".farm";
}

}  // namespace headroom::cli
