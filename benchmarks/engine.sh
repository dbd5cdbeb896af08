#!/usr/bin/env bash
# A Go service built by a Docker Engine: sos.engine=docker against `docker build` of the same Dockerfile, and without Docker.
#   benchmarks/engine.sh setup      starts an engine of its own, with an empty cache, and gives it the image of Go
#   benchmarks/engine.sh warm N     N rounds after an edit of one line
#   benchmarks/engine.sh cold N     N rounds with empty caches of builder, Go and plugin
#   benchmarks/engine.sh report     medians of all rounds so far
#   benchmarks/engine.sh end        ends the engine and deletes what was measured
# Needs root, mvn, go, git, dockerd and the image golang:1.21-alpine in the usual engine. The plugin has to be installed:
# mvn -B -DskipTests -Dinvoker.skip install; $MAVEN_ARGUMENTS go to every mvn. The modules are vendored: no network is measured.
# "goal" is the time inside sos:build in a fresh JVM, "mvn" that of the whole command; docker build is a whole command.
set -euo pipefail
cd "$(dirname "$0")/.."
here=$PWD
work=${TMPDIR:-/tmp}/sos-engine-benchmark
export DOCKER_HOST=unix://$work/docker.sock
service=$work/examples/emergency-service
docker=/usr/bin/docker # newer clients want a plugin for BuildKit

now() { date +%s%N; }
record() { echo "$2" >>"$work/result-$1"; } # record NAME MILLISECONDS
median() { sort -n "$work/result-$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

setup() {
  mkdir -p "$work"
  ip link show sos-bench >/dev/null 2>&1 || ip link add sos-bench type bridge
  ip address replace 172.26.27.1/24 dev sos-bench
  ip link set sos-bench up
  setsid --fork dockerd --host "$DOCKER_HOST" --data-root "$work/docker" --exec-root "$work/run" --pidfile "$work/dockerd.pid" \
    --bridge sos-bench --iptables=false --ip6tables=false --ip-masq=false >"$work/dockerd.log" 2>&1 </dev/null
  for _ in $(seq 120); do $docker version >/dev/null 2>&1 && break; sleep 0.5; done
  DOCKER_HOST=unix:///var/run/docker.sock $docker save golang:1.21-alpine | $docker load
  cp -r examples "$work/examples"
  rm -rf "$work"/examples/*/target
  (cd "$service" && GOFLAGS= GOTOOLCHAIN=go1.21.13 go mod vendor)
  cd "$work/examples"
  git init -q . && git add -A && git -c user.name=benchmark -c user.email=benchmark@example.com commit -qm Benchmark
  # The same Dockerfile and the same rules of what a build sees, for the docker command.
  cp -r "$service" "$work/docker-build"
  (cd "$service" && mvn -q -B -o ${MAVEN_ARGUMENTS:-} sos:explain -Dsos.engine=docker -Dsos.platforms=native >"$work/said")
  cp "$service/target/sos-work/production.Dockerfile" "$work/docker-build/Dockerfile"
  cp "$here/src/main/resources/io/github/sosapp/engine/docker/context/standard.dockerignore" "$work/docker-build/.dockerignore"
}

edit() { # another constant, hence another program; never one that the other builder has seen
  local file=$1/cmd/main.go
  sed -i '/^var edited = /d' "$file"
  echo "var edited = \"$2\"; func init() { if len(edited) > 99 { println(edited) } }" >>"$file"
}
ours() { # ours NAME ENGINE WORDS...
  local name=$1 engine=$2 began output
  shift 2
  began=$(now)
  # shellcheck disable=SC2086 # several words
  output=$(cd "$service" && mvn -B -o -DskipTests -Dorg.slf4j.simpleLogger.log.io.github.sosapp=debug ${MAVEN_ARGUMENTS:-} \
    package -Dsos.engine="$engine" -Dsos.platforms=native "$@" 2>&1) || { echo "$output"; exit 1; }
  record "$name-mvn" $((($(now) - began) / 1000000))
  record "$name-goal" "$(sed -n 's/.*build took \([0-9]*\) ms.*/\1/p' <<<"$output" | tail -1)"
}
docker_command() { # docker_command NAME
  local began
  began=$(now)
  (cd "$work/docker-build" && DOCKER_BUILDKIT=1 $docker build -q --target production -t sos-benchmark . >"$work/said" 2>&1) ||
    { cat "$work/said"; exit 1; }
  record "$1" $((($(now) - began) / 1000000))
}
nothing_is_known() {
  $docker builder prune -af >/dev/null
  $docker rmi -f sos-benchmark >/dev/null 2>&1 || true
  $docker builder prune -af >/dev/null
}

warm() {
  local round
  for round in $(seq "$1"); do
    edit "$work/docker-build" "docker $(now)" && docker_command warm-docker
    edit "$service" "ours $(now)" && ours warm-ours docker
  done
}
cold() {
  local round
  for round in $(seq "$1"); do
    nothing_is_known
    docker_command cold-docker
    nothing_is_known
    rm -rf "$service/target" "$work/cache"
    XDG_CACHE_HOME=$work/cache ours cold-ours docker
    rm -rf "$service/target" "$work/cache" "$work/gocache"
    XDG_CACHE_HOME=$work/cache GOCACHE=$work/gocache ours cold-daemonless daemonless
  done
}
line() { # line TEXT ONE OTHER LIMIT
  awk -v a="$(median "$2")" -v b="$(median "$3")" -v text="$1" -v limit="$4" 'BEGIN {
    printf "%-58s %6.2f s / %6.2f s = %.2f%s\n", text, a / 1000, b / 1000, a / b, limit == "" ? "" : " (limit " limit ")" }'
}
report() {
  line "edit: goal against docker build" warm-ours-goal warm-docker 1.1
  line "edit: mvn against docker build" warm-ours-mvn warm-docker ""
  line "cold: goal against docker build" cold-ours-goal cold-docker 1.1
  line "cold: mvn against docker build" cold-ours-mvn cold-docker ""
  line "cold: goal without Docker against goal with" cold-daemonless-goal cold-ours-goal 0.35
}
end() {
  kill "$(cat "$work/dockerd.pid")"
  while [ -e "$work/dockerd.pid" ]; do sleep 0.2; done
  ip link delete sos-bench
  chmod -R u+w "$work" && rm -rf "$work"
}

"$@"
