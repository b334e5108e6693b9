#!/usr/bin/env bash
# Photographs the real program for the README and the guide: docs/guide/*.png.
#   docs/guide/make_screenshots.sh [path of headroom-desktop]
# Needs no display. Settings and autosaves of the user are not touched.
set -euo pipefail
cd "$(dirname "$0")/../.."
program=${1:-build/release/bin/headroom-desktop}
[ -x "$program" ] || { echo "$program: not built; run ./dev demo first, or name another program" >&2; exit 2; }

home=$(mktemp -d)
trap 'rm -rf "$home"' EXIT
export XDG_CONFIG_HOME=$home/config XDG_STATE_HOME=$home/state XDG_RUNTIME_DIR=$home QT_QPA_PLATFORM=offscreen
farm=scenarios/intranet-zone/intranet-zone.farm

shoot() {  # name, options and file
  local name=$1; shift
  timeout 240 "$program" --size 1280x800 --screenshot "docs/guide/$name.png" "$@" 2>"$home/log" || { cat "$home/log" >&2; exit 4; }
  local bytes
  bytes=$(stat -c %s "docs/guide/$name.png")
  if [ "$bytes" -gt 300000 ] && command -v convert >/dev/null; then
    convert "docs/guide/$name.png" -strip -colors 255 "PNG8:docs/guide/$name.png"
  fi
  echo "docs/guide/$name.png $(($(stat -c %s "docs/guide/$name.png") / 1000)) kB"
}

shoot start --theme light
shoot editor --theme light --select FE2 "$farm"
shoot editor-dark --theme dark --select Intranet "$farm"
shoot live-run --theme light --run --after 9000 "$farm"
shoot results --theme light --run --show results "$farm"
logs=$home/logs
mkdir "$logs" && cp scenarios/intranet-zone/logs/FE*.log "$logs"
shoot import-logs --theme light --import "$logs" "$farm"
shoot import-calibration --theme light --import "$logs" --show calibration "$farm"
