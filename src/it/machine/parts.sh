# Shared by the scripts beside this file; sourced, never run. Prints what each part cost, keeps its output in a log.
set -euo pipefail

SOS_TEST_HOME=${SOS_TEST_HOME:-/opt/sos-test}
BIN=$SOS_TEST_HOME/bin
LOGS=$SOS_TEST_HOME/log
RUN=$SOS_TEST_HOME/run
mkdir -p "$BIN" "$LOGS" "$RUN"

say() { printf '[%s %4ss] %s\n' "$(basename "$0")" "$SECONDS" "$*"; }

fail() {
  say "$*" >&2
  exit 1
}

# part NAME COMMAND...   runs the command with its output in a log of that name; prints the time, or the end of the log.
# Not to be called in a condition (if, ||, &&): there the shell ignores `set -e`, inside the command too.
part() {
  local name=$1 began=$SECONDS
  shift
  "$@" >"$LOGS/$name.log" 2>&1 &
  if wait $!; then
    say "$name: $((SECONDS - began)) s"
  else
    say "$name failed after $((SECONDS - began)) s: $*" >&2
    tail -n 20 "$LOGS/$name.log" >&2
    return 1
  fi
}

USUAL_SOCKET=${DOCKER_HOST:-unix:///var/run/docker.sock}
SOCKET_26=unix://$RUN/docker-26.sock
SOCKET_PODMAN=unix://$RUN/podman.sock

engine_answers() { docker --host "$1" version --format '{{.Server.Version}}' >/dev/null 2>&1; }

# runs PROGRAM PROCESS   whether the process is there and is that program
runs() { [ "$(cat "/proc/$2/comm" 2>/dev/null)" = "$1" ]; }
