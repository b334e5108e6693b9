#!/usr/bin/env bash
# How much faster two threads simulate the replications of a farm than one, pairs of runs in turn so that both see the same
# machine, and that the results are the same bytes. With real-time priority where root may ask for it: then other work on the
# machine does not count.
#   tests/bench/threads.sh [FARM [REQUESTS]]     build/release/bin/headroom must be there
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
farm=${1:-tests/bench/farm3.farm}
requests=${2:-3000000}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
first=()
chrt -f 50 true 2>/dev/null && first=(chrt -f 50)

seconds() { # threads -> wall seconds
  local TIMEFORMAT=%R
  { time "${first[@]}" build/release/bin/headroom run "$farm" --requests "$requests" --replications 8 --threads "$1" --json >"$folder/$1.json"; } 2>&1
}

for round in 1 2 3 4 5; do
  one=$(seconds 1)
  two=$(seconds 2)
  cmp "$folder/1.json" "$folder/2.json"
  awk -v one="$one" -v two="$two" 'BEGIN { printf "one thread %.2f s, two threads %.2f s: %.2f times\n", one, two, one / two }' | tee -a "$folder/table"
done
sort -t: -k2 "$folder/table" | sed -n '3s/.*: /median: /p'
