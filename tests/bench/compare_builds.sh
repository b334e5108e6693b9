#!/usr/bin/env bash
# The same bytes from every build: the command line built by GCC and Clang with -O0 and -O2, every scenario, the benchmark
# farms and some reference networks run by each on 1, 2 and 8 threads, and all of it compared with the first.
#   tests/bench/compare_builds.sh [BUILD...]     of gcc-O2, clang-O2, gcc-O0, clang-O0; all four without
# Takes minutes for each build; they stand in build/compare/.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
[ $# -gt 0 ] || set -- gcc-O2 clang-O2 gcc-O0 clang-O0
networks=(--case mm1k-5 --case po2-3-070 --case prio-pr-3 --case closed-laz142 --case layered-20-4 --case day-infinite
  --case trace-ps-1 --case mg1-lognormal-4)

build() {
  local compiler=g++
  [[ $1 == clang-* ]] && compiler=clang++
  cmake -S . -B "build/compare/$1" -G Ninja -DCMAKE_CXX_COMPILER="$compiler" -DCMAKE_CXX_COMPILER_LAUNCHER="$(command -v ccache || true)" \
    -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_FLAGS_RELEASE="-${1#*-}" -DHEADROOM_GUI=OFF >"build/compare/$1.log" 2>&1 &&
    ninja -C "build/compare/$1" headroom accuracy_cases >>"build/compare/$1.log" 2>&1 ||
    { echo "$1 does not build: build/compare/$1.log" >&2; exit 3; }
}

# One file for each farm, number of threads and way of running; what differs by nature (where the program stands) is not in them.
run_all() {
  local bin=build/compare/$1/bin out=build/compare/$1/results
  rm -rf "$out" && mkdir -p "$out"
  local farm name threads code
  for farm in scenarios/*/*.farm tests/bench/*.farm; do
    name=$(basename "$farm" .farm)
    for threads in 1 2 8; do
      code=0  # 1: an objective is missed; 3: the farm is one that is refused, which is an answer too
      "$bin/headroom" run "$farm" --duration 5s --replications 3 --threads "$threads" --json \
        >"$out/$name.$threads" 2>/dev/null || code=$?
      [ "$code" -eq 0 ] || [ "$code" -eq 1 ] || [ "$code" -eq 3 ] ||
        { echo "$1: $farm ends with $code on $threads threads" >&2; exit 4; }
      echo "exit code $code" >>"$out/$name.$threads"
      cmp -s "$out/$name.1" "$out/$name.$threads" || { echo "$1: $farm differs on $threads threads"; different=1; }
    done
  done
  "$bin/accuracy_cases" tests/accuracy/cases.json --simulate "${networks[@]}" --events 3000000 --results "$out/networks" >/dev/null || true
  [ -s "$out/networks" ] || { echo "$1: no reference networks" >&2; exit 4; }
}

# Of every farm whose results differ: the first event that does.
name_first_event() {
  local farm name build
  for farm in scenarios/*/*.farm tests/bench/*.farm; do
    name=$(basename "$farm" .farm)
    cmp -s "build/compare/$1/results/$name.1" "build/compare/$2/results/$name.1" && continue
    for build in "$1" "$2"; do
      "build/compare/$build/bin/headroom" run "$farm" --duration 5s --replications 3 --journal "build/compare/$build/journal" \
        >/dev/null 2>&1 || true
    done
    echo "$farm, $1 against $2 (number, nanoseconds, kind, subject, fingerprint):"
    cmp "build/compare/$1/journal" "build/compare/$2/journal" | sed 's/.*line //' | {
      read -r line || exit 0
      sed -s -n "${line}p" "build/compare/$1/journal" "build/compare/$2/journal"
    }
  done
}

mkdir -p build/compare
different=0
for each in "$@"; do
  build "$each"
  run_all "$each"
  if diff -rq "build/compare/$1/results" "build/compare/$each/results"; then
    echo "$each: $(find "build/compare/$each/results" -type f | wc -l) files as those of $1"
  else
    different=1
    name_first_event "$1" "$each"
  fi
done
exit "$different"
