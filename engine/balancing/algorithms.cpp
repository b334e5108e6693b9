#include "engine/balancing/algorithms.h"

#include <algorithm>
#include <array>

namespace headroom::balancing {
namespace {

using P = farm::Product;

constexpr std::string_view kNoMeasure = "equal shares by turns; the original's order within a round is not published";
constexpr std::string_view kFewest =
    "fewest open requests, turns among equals; the original breaks ties in its own way";
constexpr std::string_view kHash =
    "the original's hash function is not published; clients spread alike, not identically";

// Sorted by product, the usual choice of each first.
constexpr std::array kAlgorithms = {
    Algorithm{P::Unspecified, "round_robin", "weighted turns", "haproxy", "roundrobin", true, {}},
    Algorithm{
        P::Unspecified, "least_connections", "fewest open requests for its weight", "haproxy", "leastconn", true, {}},
    Algorithm{P::Unspecified,
              "peak_ewma",
              "cheaper of two random servers by response time",
              "headroom",
              "peak_ewma",
              true,
              {}},

    Algorithm{P::Unspecified,
              "shortest_queue",
              "fewest open requests, ties at random",
              "headroom",
              "shortest_queue",
              false,
              {}},
    Algorithm{
        P::Unspecified, "power_of_d", "fewest open requests of d random servers", "headroom", "power_of_d", false, {}},

    Algorithm{
        P::Haproxy, "roundrobin", "weighted turns, weights may change at run time", "haproxy", "roundrobin", true, {}},
    Algorithm{P::Haproxy, "leastconn", "fewest open requests for its weight", "haproxy", "leastconn", true, {}},
    Algorithm{P::Haproxy, "static-rr", "weighted turns from a fixed map", "haproxy", "static-rr", true, {}},
    Algorithm{P::Haproxy, "first", "fills the servers one after the other", "haproxy", "first", false, {}},
    Algorithm{P::Haproxy, "random", "least loaded of n random servers", "haproxy", "random", true, {}},
    Algorithm{P::Haproxy, "source", "hash of the client address", "haproxy", "source", true, {}},
    Algorithm{P::Haproxy, "uri", "hash of the request target", "haproxy", "uri", true, {}},
    Algorithm{P::Haproxy, "url_param", "hash of a query parameter", "haproxy", "url_param", true, {}},
    Algorithm{P::Haproxy, "hdr", "hash of a header", "haproxy", "hdr", true, {}},

    Algorithm{P::Nginx, "round_robin", "smooth weighted turns", "nginx", "round_robin", true, {}},
    Algorithm{P::Nginx, "least_conn", "fewest open requests for its weight", "nginx", "least_conn", true, {}},
    Algorithm{P::Nginx, "ip_hash", "hash of the client's network", "nginx", "ip_hash", true, {}},
    Algorithm{P::Nginx, "hash", "hash of a key", "nginx", "hash", true, {}},
    Algorithm{P::Nginx, "hash consistent", "ketama ring of a key", "nginx", "hash consistent", true, {}},
    Algorithm{P::Nginx, "random", "a random server by weight", "nginx", "random", true, {}},
    Algorithm{P::Nginx,
              "random two least_conn",
              "less loaded of two random servers",
              "nginx",
              "random two least_conn",
              true,
              {}},

    Algorithm{P::IisArr, "least_current_request", "fewest open requests for its weight", "arr", "least_current_request",
              true, kFewest},
    Algorithm{P::IisArr, "weighted_round_robin", "weighted turns", "arr", "weighted_round_robin", true,
              "smooth weighted turns; the original's order within a round is not published"},
    Algorithm{P::IisArr, "weighted_total_traffic", "fewest bytes for its weight", "arr", "weighted_total_traffic", true,
              "the span over which the original counts bytes is not published"},
    Algorithm{P::IisArr, "least_response_time", "smallest mean response time by load", "arr", "least_response_time",
              true, "the original's averaging is not published"},
    Algorithm{P::IisArr, "server_variable_hash", "hash of a header", "arr", "server_variable_hash", true, kHash},
    Algorithm{P::IisArr, "query_string_hash", "hash of a query parameter", "arr", "query_string_hash", true, kHash},
    Algorithm{P::IisArr, "request_hash", "hash of the request target", "arr", "request_hash", true, kHash},

    Algorithm{P::Envoy, "round_robin", "weighted turns", "envoy", "round_robin", true,
              "smooth weighted turns; the original starts at a random place of its schedule"},
    Algorithm{P::Envoy,
              "least_request",
              "less loaded of two random servers, or a schedule by weight",
              "envoy",
              "least_request",
              true,
              {}},
    Algorithm{P::Envoy, "ring_hash", "ring of a key, next point clockwise", "envoy", "ring_hash", true, {}},
    Algorithm{P::Envoy, "maglev", "Maglev table of a key", "envoy", "maglev", true, {}},
    Algorithm{P::Envoy, "random", "a random server", "envoy", "random", false, {}},

    Algorithm{P::F5, "round-robin", "equal turns, ratios do not count", "arr", "weighted_round_robin", false,
              kNoMeasure},
    Algorithm{P::F5, "ratio-member", "turns by ratio", "arr", "weighted_round_robin", true,
              "smooth weighted turns; the original's order within a round is not published"},
    Algorithm{P::F5, "least-connections-member", "fewest open connections, ratios do not count", "arr",
              "least_current_request", false, kFewest},
    Algorithm{P::F5, "ratio-least-connections-member", "fewest open connections for its ratio", "arr",
              "least_current_request", true, kFewest},
    Algorithm{P::F5, "fastest-app-response", "fewest outstanding requests", "arr", "least_current_request", false,
              kFewest},
    Algorithm{P::F5, "observed-member", "turns by a ratio from the connection counts", "arr", "least_current_request",
              false,
              "taken as fewest open connections; the original gives three turns to servers below the mean and two to "
              "the others"},
    Algorithm{P::F5, "predictive-member", "as observed, with the trend of the counts", "arr", "least_current_request",
              false,
              "taken as fewest open connections; the original gives four turns to servers that become better and one "
              "to the others"},

    Algorithm{P::AwsAlb, "round_robin", "equal turns; targets have no weights", "arr", "weighted_round_robin", false,
              kNoMeasure},
    Algorithm{P::AwsAlb, "least_outstanding_requests", "fewest open requests; targets have no weights", "arr",
              "least_current_request", false, kFewest},
    Algorithm{P::AwsAlb, "weighted_random", "a random target, all alike", "envoy", "random", false,
              "without anomaly mitigation, which would lower the weight of targets that fail"},

    Algorithm{P::IngressNginx, "round_robin", "turns", "nginx", "round_robin", true,
              "the controller's own balancer, one state per worker; decides like nginx with one worker"},
    Algorithm{P::IngressNginx, "ewma", "cheaper of two random pods by response time", "headroom", "peak_ewma", true,
              "the original's decay differs in detail"},
    Algorithm{P::IngressNginx, "upstream-hash-by", "consistent hash of a key", "nginx", "hash consistent", true,
              "nginx's ring instead of the controller's own"},
};

char plain(char c) {
  if (c >= 'A' && c <= 'Z') return static_cast<char>(c - 'A' + 'a');
  return c == '-' ? '_' : c;
}

bool sameName(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return plain(x) == plain(y); });
}

}  // namespace

std::span<const Algorithm> algorithmsOf(farm::Product product) {
  const auto of = [product](const Algorithm& a) { return a.product == product; };
  const auto first = std::find_if(kAlgorithms.begin(), kAlgorithms.end(), of);
  return {first, std::find_if_not(first, kAlgorithms.end(), of)};
}

const Algorithm* findAlgorithm(farm::Product product, std::string_view name) {
  for (const Algorithm& algorithm : algorithmsOf(product)) {
    if (sameName(algorithm.name, name)) return &algorithm;
  }
  return nullptr;
}

std::vector<std::string_view> optionsOf(const Algorithm& algorithm) {
  const auto core = [&](std::string_view product, std::string_view name) {
    return algorithm.coreProduct == product && algorithm.coreAlgorithm == name;
  };
  if (core("nginx", "hash") || core("nginx", "hash consistent")) return {"key"};
  if (core("envoy", "ring_hash") || core("envoy", "maglev")) return {"key", "table_size"};
  if (core("envoy", "least_request")) return {"draws", "bias"};
  if (core("headroom", "power_of_d")) return {"draws"};
  if (core("headroom", "peak_ewma") || core("arr", "least_response_time")) return {"decay"};
  if (core("arr", "query_string_hash")) return {"parameter"};
  if (core("arr", "server_variable_hash")) return {"header"};
  if (algorithm.coreProduct != "haproxy") return {};
  std::vector<std::string_view> options{"all_backups"};
  const auto add = [&options](std::initializer_list<std::string_view> more) { options.insert(options.end(), more); };
  if (core("haproxy", "random")) add({"draws"});
  if (core("haproxy", "source")) add({"hash_type", "hash_function", "avalanche", "balance_factor"});
  for (const std::string_view hash : {"uri", "url_param", "hdr"}) {
    if (core("haproxy", hash)) add({"hash_type", "hash_function", "avalanche", "balance_factor"});
  }
  if (core("haproxy", "uri")) add({"length", "depth", "whole", "path_only"});
  if (core("haproxy", "url_param")) add({"parameter"});
  if (core("haproxy", "hdr")) add({"header", "domain_only"});
  return options;
}

std::string_view nameOf(farm::Product product, farm::Algorithm algorithm) {
  const bool turns = algorithm == farm::Algorithm::RoundRobin;
  switch (product) {
    case P::Unspecified:
      return turns ? "round_robin" : "least_connections";
    case P::Haproxy:
      return turns ? "roundrobin" : "leastconn";
    case P::Nginx:
      return turns ? "round_robin" : "least_conn";
    case P::IisArr:
      return turns ? "weighted_round_robin" : "least_current_request";
    case P::Envoy:
      return turns ? "round_robin" : "least_request";
    case P::F5:
      return turns ? "round-robin" : "least-connections-member";
    case P::AwsAlb:
      return turns ? "round_robin" : "least_outstanding_requests";
    case P::IngressNginx:
      return turns ? "round_robin" : "ewma";
  }
  return {};
}

}  // namespace headroom::balancing
