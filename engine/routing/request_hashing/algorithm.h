// What this folder adds to the table of algorithms.
#pragma once

#include "engine/routing/policy_spec.h"
#include "engine/routing/request_hashing/request_hashing.h"

namespace headroom::routing::request_hashing {

inline constexpr AlgorithmTraits kHashing{.byKey = true, .hashTypes = true, .passesFull = false};

inline constexpr AlgorithmEntry kAlgorithms[] = {
    {"haproxy", "source", "hash of the client address", makeSourceHash, kHashing},
    {"haproxy", "uri", "hash of the request target", makeUriHash, kHashing},
    {"haproxy", "url_param", "hash of a query parameter", makeUrlParameterHash, kHashing},
    {"haproxy", "hdr", "hash of a header", makeHeaderHash, kHashing},
    {"arr", "query_string_hash", "hash of a query parameter", makeUrlParameterHash, kHashing},
    {"arr", "server_variable_hash", "hash of a header", makeHeaderHash, kHashing},
    {"arr", "request_hash", "hash of the request target", makeUriHash, kHashing},
};

}  // namespace headroom::routing::request_hashing
