#!/usr/bin/env bash
# Writes a farm of many servers to standard output, for measuring how the engine grows: 10,000 servers in 200 zones without
# arguments, every server half busy, one application and one database transaction a zone.
#   tests/bench/large_farm.sh [SERVERS [ZONES [REQUESTS_PER_S_AND_SERVER]]] > large.farm
set -euo pipefail
awk -v servers="${1:-10000}" -v zones="${2:-200}" -v rate="${3:-10}" 'BEGIN {
  print "version: 1\nname: \"large\"\nenvironment { host_name: \"large.example\" https: false }"
  print "proxy { name: \"P\" capacity { demand: \"1us\" cores: 64 }"
  for (z = 1; z <= zones; ++z) printf "  route { path: \"/App%d\" zone: \"Z%d\" }\n", z, z
  print "  default_zone: \"Z1\"\n}"
  for (z = 1; z <= zones; ++z) {
    printf "zone { name: \"Z%d\" address: \"z%d.lan\"%s", z, z, z == 1 ? " is_default: true" : ""
    for (s = z; s <= servers; s += zones) printf " member { server: \"S%d\" }", s
    print " }"
  }
  for (s = 1; s <= servers; ++s) printf "server { name: \"S%d\" cores: 1 pool { workers: 100 queue_limit: 1000 } }\n", s
  print "database { name: \"DB\" cores: 1000 connection_pool: 1000000 }"
  for (z = 1; z <= zones; ++z) {
    printf "application { name: \"App%d\" zone: \"Z%d\" work { demand: \"50ms\" database_transactions: 1 database_demand: \"4ms\" } }\n", z, z
    printf "users { name: \"U%d\" application: \"App%d\" open { rate: \"%d/s\" } }\n", z, z, rate * servers / zones
  }
  print "run { replications: 1 }"
}'
