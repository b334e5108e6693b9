#include "tests/routing/side_by_side/random_case.h"

namespace headroom::side_by_side {
namespace {

std::uint64_t mixed(const std::string& subject, std::uint64_t seed, int number) {
  std::uint64_t hash = 14695981039346656037U;  // FNV-1a
  const auto add = [&hash](std::uint64_t byte) { hash = (hash ^ byte) * 1099511628211U; };
  for (const char c : subject) add(static_cast<unsigned char>(c));
  for (int shift = 0; shift < 64; shift += 8) add(seed >> shift & 0xFF);
  for (int shift = 0; shift < 32; shift += 8) add(static_cast<std::uint64_t>(number) >> shift & 0xFF);
  return hash;
}

std::string nameOf(const std::string& subject, std::uint64_t seed, int number) {
  std::string name = subject;
  name.replace(0, name.find('/'), subject.starts_with("haproxy") ? "hap" : "ngx");
  for (char& c : name) {
    if (c == '/' || c == ' ' || c == '_') c = '-';
  }
  return name + "-" + std::to_string(seed) + "-" + std::to_string(number);
}

}  // namespace

const std::vector<std::string>& subjects() {
  static const std::vector<std::string> all = {
      "haproxy/roundrobin", "haproxy/static-rr",     "haproxy/leastconn", "haproxy/first",
      "haproxy/random",     "haproxy/source",        "haproxy/uri",       "haproxy/url_param",
      "haproxy/hdr",        "nginx/round_robin",     "nginx/least_conn",  "nginx/ip_hash",
      "nginx/hash",         "nginx/hash consistent", "haproxy/route",     "nginx/route"};
  return all;
}

RandomCase randomCase(const std::string& subject, std::uint64_t seed, int number) {
  Dice dice(mixed(subject, seed, number));
  const std::string program = subject.substr(0, subject.find('/'));
  const std::string algorithm = subject.substr(subject.find('/') + 1);
  const bool haproxy = program == "haproxy";
  const bool route = algorithm == "route";
  RandomCase result;
  if (route) {
    result.header = haproxy ? randomHaproxyRoutes(dice) : randomNginxRoutes(dice);
  } else {
    result.header = haproxy ? randomHaproxyHeader(algorithm, dice) : randomNginxHeader(algorithm, dice);
  }
  nlohmann::json& h = result.header;
  h["case"] = nameOf(subject, seed, number);
  h["format"] = 1;
  h["program"] = program;
  h["algorithm"] = algorithm;
  h["class"] = algorithm == "random" ? "exact-seeded" : "exact";
  h["start"] = "fresh";
  if (!h.contains("clock")) h["clock"] = "none";
  h["seed"] = seed;
  result.script = route ? randomRouteScript(h, dice) : randomPoolScript(h, dice);
  return result;
}

}  // namespace headroom::side_by_side
