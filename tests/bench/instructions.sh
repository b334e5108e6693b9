#!/usr/bin/env bash
# Instructions a request costs, counted by callgrind: the same on every machine, whatever else it is doing. The slope
# between two lengths, so that start and report do not count.
#   tests/bench/instructions.sh [FARM...]     build/release/bin/headroom must be there
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
command -v valgrind >/dev/null || { echo "valgrind is not installed" >&2; exit 1; }
counted() {
  valgrind --tool=callgrind --callgrind-out-file=/dev/null build/release/bin/headroom run "$1" --requests "$2" \
    --replications 1 --threads 1 2>&1 >/dev/null | sed -n 's/.*Collected : //p'
}
[ $# -gt 0 ] || set -- tests/bench/farm3.farm tests/bench/mm1.farm
for farm in "$@"; do
  short=$(counted "$farm" 200000)
  long=$(counted "$farm" 400000)
  echo "$farm: $(((long - short) / 200000)) instructions a request"
done
