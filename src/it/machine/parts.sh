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

# part NAME COMMAND...   runs the command with its output in a log of that name; prints the time, or the end of the log
part() {
  local name=$1 began=$SECONDS
  shift
  # A command on the left of || runs without `set -e`, hence the shell of its own.
  ( set -e; "$@" ) >"$LOGS/$name.log" 2>&1 &
  if wait $!; then
    say "$name: $((SECONDS - began)) s"
  else
    say "$name failed after $((SECONDS - began)) s: $*" >&2
    tail -n 20 "$LOGS/$name.log" >&2
    return 1
  fi
}
