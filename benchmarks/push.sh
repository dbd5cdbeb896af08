#!/usr/bin/env bash
# Push of 300 MB in 8 layers: this plugin against "crane push" of the same layout, each in a process of its own, over
# loopback and through a line of 50 MB/s. Prints medians of 7 and their ratios. Needs crane and docker-registry on PATH.
set -euo pipefail
cd "$(dirname "$0")/.."
export PATH="/opt/sos-test/bin:$PATH"
runs=${RUNS:-7}
for program in crane docker-registry java mvn; do
  command -v "$program" >/dev/null || { echo "push.sh needs $program" >&2; exit 1; }
done

work=$(mktemp -d)
pids=()
trap 'kill "${pids[@]}" 2>/dev/null || true; rm -rf "$work"' EXIT

mvn -q -B test-compile dependency:build-classpath -Dmdep.outputFile="$work/classpath" >/dev/null
classpath="target/classes:target/test-classes:$(cat "$work/classpath")"
java -cp "$classpath" io.github.sosapp.registry.PushBenchmark layout "$work/layout"

registry_port=${REGISTRY_PORT:-5871}
line_port=$((registry_port + 1))
cat >"$work/registry.yml" <<YAML
version: 0.1
log: {level: error}
storage: {filesystem: {rootdirectory: $work/registry}}
http: {addr: 127.0.0.1:$registry_port}
YAML
docker-registry serve "$work/registry.yml" >"$work/registry.log" 2>&1 & pids+=($!)
java -Xmx32m -cp "$classpath" io.github.sosapp.testing.ThrottledProxy "$line_port" "$registry_port" 50000000 & pids+=($!)
for port in "$registry_port" "$line_port"; do
  for _ in $(seq 100); do
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && break
    sleep 0.1
  done
done

now() { echo $(( ${EPOCHREALTIME/[.,]/} / 1000 )); }
median() { sort -n "$1" | sed -n "$(( (runs + 1) / 2 ))p"; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'; }

measure() { # name, port
  local name=$1 port=$2 run start
  rm -f "$work"/{crane,ours,inside,rss}
  for run in $(seq 0 "$runs"); do   # run 0 warms the disk cache and is thrown away
    start=$(now)
    crane push --insecure "$work/layout" "127.0.0.1:$port/crane/$name-$run:1" >"$work/out" 2>&1 || { cat "$work/out"; exit 1; }
    echo $(( $(now) - start )) >>"$work/crane"
    start=$(now)
    java -Xmx64m -cp "$classpath" io.github.sosapp.registry.PushBenchmark push "$work/layout" \
      "127.0.0.1:$port/ours/$name-$run:1" >"$work/out"
    echo $(( $(now) - start )) >>"$work/ours"
    awk '/inside_ms/ { print $2 }' "$work/out" >>"$work/inside"
    awk '/rss_kb/ { print $2 }' "$work/out" >>"$work/rss"
    [ "$run" -gt 0 ] || rm -f "$work"/{crane,ours,inside,rss}
  done
  local crane ours
  crane=$(median "$work/crane"); ours=$(median "$work/ours")
  local inside; inside=$(median "$work/inside")
  printf '%-10s crane %5d ms   push in a cold JVM %5d ms, ratio %s   with the start of the JVM %5d ms, ratio %s   memory %d MB\n' \
    "$name" "$crane" "$inside" "$(ratio "$inside" "$crane")" "$ours" "$(ratio "$ours" "$crane")" \
    "$(( $(sort -n "$work/rss" | tail -1) / 1024 ))"
}

measure loopback "$registry_port"
measure throttled "$line_port"
