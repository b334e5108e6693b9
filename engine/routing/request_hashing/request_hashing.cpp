#include "engine/routing/request_hashing/request_hashing.h"

#include "engine/routing/request_hashing/hashed_map.h"
#include "engine/routing/request_hashing/hashed_ring.h"

namespace headroom::routing {
namespace {

std::unique_ptr<Policy> make(RequestHash::Source source, const PolicySpec& spec, Diagnostics& problems) {
  RequestHash hash(source, spec.options, problems);
  const int factor = spec.options.balanceFactor.value_or(0);
  if (spec.options.balanceFactor && factor != 0 && factor <= 100) {
    problems.push_back({Severity::Error,
                        {},
                        "hash-balance-factor is " + std::to_string(factor) + " but must be above 100",
                        "use 0 for no bound, or for instance 125",
                        {}});
  }
  if (!problems.empty()) return nullptr;
  if (!hash.consistent()) return std::make_unique<HashedMap>(spec.servers, spec.options.allBackups, std::move(hash));
  return std::make_unique<HashedRing>(spec.servers, spec.options.allBackups, std::move(hash),
                                      static_cast<std::uint32_t>(factor));
}

}  // namespace

std::unique_ptr<Policy> makeSourceHash(const PolicySpec& spec, Diagnostics& problems) {
  return make(RequestHash::Source::Address, spec, problems);
}
std::unique_ptr<Policy> makeUriHash(const PolicySpec& spec, Diagnostics& problems) {
  return make(RequestHash::Source::Uri, spec, problems);
}
std::unique_ptr<Policy> makeUrlParameterHash(const PolicySpec& spec, Diagnostics& problems) {
  return make(RequestHash::Source::UrlParameter, spec, problems);
}
std::unique_ptr<Policy> makeHeaderHash(const PolicySpec& spec, Diagnostics& problems) {
  return make(RequestHash::Source::Header, spec, problems);
}

}  // namespace headroom::routing
