#!/usr/bin/env bash
# Whether every scenario gives the same bytes whatever the compiler, the optimisation and the number of threads.
#   tests/determinism/compare_builds.sh                    builds with gcc -O2, gcc -O0 and, if there, clang++ -O2
#   tests/determinism/compare_builds.sh PROGRAM PROGRAM…   compares programs that are built already
# Each difference names the parts of the fingerprint that differ. Exit code 1 when there is one.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

built() {  # name, compiler, flags
  local folder=build/compare/$1
  cmake -S . -B "$folder" -G Ninja -DCMAKE_BUILD_TYPE=Release -DCMAKE_CXX_COMPILER="$2" \
    -DCMAKE_CXX_FLAGS_RELEASE="$3" -DHEADROOM_GUI=OFF -DHEADROOM_PRECOMPILE=OFF >/dev/null
  nice cmake --build "$folder" -j2 --target headroom >&2
  echo "$folder/bin/headroom"
}

programs=("$@")
if [ ${#programs[@]} -eq 0 ]; then
  programs=("$(built gcc-O2 g++ -O2)" "$(built gcc-O0 g++ -O0)")
  command -v clang++ >/dev/null && programs+=("$(built clang-O2 clang++ -O2)")
fi

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT
parts() {
  sed -n 's/^"fingerprint_parts": {\(.*\)},\{0,1\}$/\1/p' "$1" | tr ',' '\n'
}

differences=0
for farm in scenarios/*/*.farm tests/bench/*.farm; do
  length=(--duration 20s)
  case $farm in tests/bench/*) length=(--requests 20000) ;; esac
  first=
  for program in "${programs[@]}"; do
    for threads in 1 2 8; do
      file=$results/$(basename "$farm")-$(echo "$program" | tr '/' '_')-$threads.json
      code=0
      "$program" run "$farm" --replications 4 --threads "$threads" "${length[@]}" --json >"$file" || code=$?
      if [ "$code" -gt 1 ]; then
        echo "$farm: $program ends with exit code $code" >&2
        differences=$((differences + 1))
      fi
      if [ -z "$first" ]; then
        first=$file
      elif ! cmp -s "$first" "$file"; then
        differences=$((differences + 1))
        echo "$farm: $program with $threads threads differs from ${programs[0]}:"
        diff <(parts "$first") <(parts "$file") | sed -n 's/^> */  /p'
      fi
    done
  done
done
echo "${#programs[@]} programs on 1, 2 and 8 threads: $differences differences"
[ "$differences" -eq 0 ]
