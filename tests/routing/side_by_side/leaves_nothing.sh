#!/bin/sh
# leaves_nothing.sh SIDE_BY_SIDE: the comparison, stopped or killed in the middle, leaves no balancer running; stopped, it
# also removes its temporary folder.
set -eu
program=$1
work=$(mktemp -d)
comparison=''
trap '[ -z "$comparison" ] || kill -KILL "$comparison" 2>/dev/null || true; rm -rf "$work"' EXIT

# The processes that work in our folder.
balancers() {
  for process in /proc/[0-9]*; do
    folder=$(readlink "$process/cwd" 2>/dev/null || true)
    case $folder in "$work"/headroom-side-by-side-*) echo "${process#/proc/}" ;; esac
  done
}
# until_true SECONDS COMMAND...
until_true() {
  tries=$(($1 * 20))
  shift
  until "$@"; do
    tries=$((tries - 1))
    [ "$tries" -gt 0 ] || return 1
    sleep 0.05
  done
}
some() { [ -n "$(balancers)" ]; }
none() { [ -z "$(balancers)" ]; }

for signal in TERM INT KILL; do
  for subject in haproxy/leastconn nginx/least_conn; do
    # a shell makes its background jobs deaf to SIGINT; env brings their hearing back
    TMPDIR=$work env --default-signal=INT "$program" --algorithm "$subject" --cases 100000 >"$work/output" 2>&1 &
    comparison=$!
    until_true 60 some || { echo "no balancer was started:"; cat "$work/output"; exit 1; }
    kill "-$signal" "$comparison"
    wait "$comparison" 2>/dev/null && { echo "SIG$signal did not stop it"; exit 1; }
    comparison=''
    until_true 60 none || { echo "after SIG$signal these are left: $(balancers)"; exit 1; }
    rm "$work/output"
    [ "$signal" = KILL ] || rmdir "$work" 2>/dev/null || { echo "SIG$signal left files: $(ls "$work")"; exit 1; }
    rm -rf "$work"
    mkdir "$work"
  done
done
echo "nothing was left"
