#include "tests/routing/policy_cases.h"

#include <ostream>

namespace headroom::routing {
namespace {

std::string word(std::string text) {
  for (char& c : text) c = std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
  return text;
}

}  // namespace

std::vector<PolicyCase> policyCases() {
  std::vector<PolicyCase> cases;
  for (const AlgorithmEntry& entry : algorithms()) {
    PolicyCase c;
    c.spec.product = entry.product;
    c.spec.algorithm = entry.name;
    c.spec.options.key = "uri";
    c.spec.options.parameter = "id";
    c.spec.options.header = "Host";
    c.name = word(c.spec.product + "_" + c.spec.algorithm);
    c.hashes = entry.traits.byKey;
    c.consistent = entry.traits.keepsKeys;
    c.skipsFull = entry.traits.passesFull;
    c.allowsBackups = entry.traits.backups;
    c.spreads = entry.traits.spreads;
    cases.push_back(c);
    if (entry.traits.hashTypes) {
      c.name += "_consistent";
      c.consistent = true;
      c.spec.options.hashType = "consistent";
      cases.push_back(c);
      c.name += "_bounded";
      c.consistent = false;  // the bound moves keys on purpose
      c.spec.options.balanceFactor = 150;
      cases.push_back(c);
    }
  }
  return cases;
}

std::vector<ServerSpec> plainServers(int count, int weight) {
  std::vector<ServerSpec> servers(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    ServerSpec& s = servers[static_cast<std::size_t>(i)];
    s.name = "s" + std::to_string(i + 1);
    s.address = "127.0.0.1:" + std::to_string(20001 + i);
    s.weight = weight;
  }
  return servers;
}

SampleRequest::SampleRequest(std::uint64_t n)
    : target_("/page" + std::to_string(n) + "?id=" + std::to_string(n)),
      host_("h" + std::to_string(n) + ".example.com") {
  address_.size = 4;
  // Spread over networks, since some algorithms look at the first three octets only.
  const std::uint64_t mixed = n * 2654435761u;
  for (std::size_t i = 0; i < 4; ++i) address_.bytes[i] = static_cast<std::uint8_t>(mixed >> (8 * i));
  for (std::size_t i = 0; i < 4; ++i) source_ += (i > 0 ? "." : "") + std::to_string(address_.bytes[i]);
}

RequestKey SampleRequest::key() const {
  RequestKey key;
  key.target = target_;
  key.host = host_;
  key.source = address_;
  key.sourceText = source_;
  return key;
}

void PrintTo(const PolicyCase& policyCase, std::ostream* out) {
  *out << policyCase.name;
}

}  // namespace headroom::routing
