#!/usr/bin/env bash
# A Go service for two platforms: this plugin against ko on an empty base, in one run, each with a Go build cache of its own.
#   benchmarks/service.sh [runs]          prints medians of 7 runs unless told otherwise
# Needs mvn, go, git, python3, and crane and ko in $SOS_TEST_HOME/bin (src/it/machine/install gets them). The plugin has to
# be installed: mvn -B -DskipTests -Dinvoker.skip install.
# "goal" is the time inside the goal sos:build in a fresh JVM, "mvn" that of the whole command without tests; ko is a whole
# command.
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${1:-7}
export PATH=${SOS_TEST_HOME:-/opt/sos-test}/bin:$PATH
work=$(mktemp -d)
registry=''
trap '[ -z "$registry" ] || kill "$registry"; chmod -R u+w "$work"; rm -rf "$work"' EXIT

cp -r examples "$work/examples"
rm -rf "$work"/examples/*/target
cd "$work/examples"
git init -q . && git add -A && git -c user.name=benchmark -c user.email=benchmark@example.com commit -qm "Benchmark"
service=$PWD/emergency-service
toolchain=go$(awk '$1 == "go" { print $2 }' "$service/go.mod")
export GOTOOLCHAIN=$toolchain GOFLAGS=
(cd "$service" && go mod download)

# An empty base of two platforms, because ko takes the platforms from its base.
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
crane registry serve --address "127.0.0.1:$port" >"$work/registry.log" 2>&1 & registry=$!
for _ in $(seq 50); do crane catalog "127.0.0.1:$port" >/dev/null 2>&1 && break; sleep 0.1; done
mkdir -p "$work/empty/etc" && tar -C "$work/empty" -cf "$work/empty.tar" etc
for architecture in amd64 arm64; do
  crane append --oci-empty-base --platform linux/$architecture -f "$work/empty.tar" -t "127.0.0.1:$port/base:$architecture" >/dev/null 2>&1
  crane mutate --set-platform linux/$architecture "127.0.0.1:$port/base:$architecture" -t "127.0.0.1:$port/base:$architecture" >/dev/null 2>&1
done
crane index append -m "127.0.0.1:$port/base:amd64" -m "127.0.0.1:$port/base:arm64" -t "127.0.0.1:$port/base:latest" >/dev/null 2>&1
export KO_DEFAULTBASEIMAGE=127.0.0.1:$port/base:latest KO_DOCKER_REPO=127.0.0.1:$port/ko

now() { date +%s%N; }
record() { echo "$2" >>"$work/$1"; } # record NAME MILLISECONDS
median() { sort -n "$work/$1" | awk '{ v[NR] = $1 } END { printf "%.2f s", v[int((NR + 1) / 2)] / 1000 }'; }
ratio() { awk -v a="$(sort -n "$work/$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }')" \
              -v b="$(sort -n "$work/$2" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }')" 'BEGIN { printf "%.2f", a / b }'; }

goals() { # for each module what sos:build took, with what sos:test took to see that it is skipped; in milliseconds
  sed -n 's/.*\(test\|build\) took \([0-9]*\) ms.*/\1 \2/p' | awk '{ sum += $2 } $1 == "build" { print sum; sum = 0 }'
}
ours() { # ours NAME   runs in the reactor of both services; the first is the one compared
  local began output
  began=$(now)
  output=$(cd "$work/examples" && GOCACHE=$work/gocache-ours mvn -B -o -DskipTests -Dorg.slf4j.simpleLogger.log.io.github.sosapp=debug \
    package -pl sos-parent,emergency-service 2>&1) || { echo "$output"; exit 1; }
  record "$1.mvn" $((($(now) - began) / 1000000))
  record "$1.goal" "$(goals <<<"$output")"
}
kos() { # kos NAME
  local began
  began=$(now)
  (cd "$service" && GOCACHE=$work/gocache-ko KOCACHE=$work/kocache ko build --platform linux/amd64,linux/arm64 --sbom=none ./cmd >/dev/null 2>"$work/ko.log") || { cat "$work/ko.log"; exit 1; }
  record "$1.ko" $((($(now) - began) / 1000000))
}
edit() { # another constant, hence another program
  sed -i "s/^var edited = .*//" "$service/cmd/main.go"
  echo "var edited = \"$1\"; func init() { if len(edited) > 99 { println(edited) } }" >>"$service/cmd/main.go"
}

export CI= # file times may be trusted, as on a developer's machine
for run in $(seq "$runs"); do
  rm -rf "$work"/gocache-* "$work/kocache" "$service/target"
  edit "cold $run"
  if [ $((run % 2)) = 0 ]; then ours cold; kos cold; else kos cold; ours cold; fi
  edit "edit $run"
  if [ $((run % 2)) = 0 ]; then ours edit; kos edit; else kos edit; ours edit; fi
  if [ $((run % 2)) = 0 ]; then ours unchanged; kos unchanged; else kos unchanged; ours unchanged; fi
  output=$(cd "$work/examples" && mvn -B -o -DskipTests -Dorg.slf4j.simpleLogger.log.io.github.sosapp=debug package -pl sos-parent,emergency-service,location-service 2>&1) || { echo "$output"; exit 1; }
  if [ "$run" -gt 1 ] || output=$(cd "$work/examples" && mvn -B -o -DskipTests -Dorg.slf4j.simpleLogger.log.io.github.sosapp=debug package -pl sos-parent,emergency-service,location-service 2>&1); then
    record first "$(goals <<<"$output" | sed -n 1p)"
    record second "$(goals <<<"$output" | sed -n 2p)"
  fi
done

printf '%-10s %10s %10s %10s %18s\n' '' goal mvn ko 'goal against ko'
for name in cold edit unchanged; do
  printf '%-10s %10s %10s %10s %18s\n' $name "$(median $name.goal)" "$(median $name.mvn)" "$(median $name.ko)" "$(ratio $name.goal $name.ko)"
done
echo "nothing changed, inside the goal: cold JVM $(median first), second module of a reactor $(median second)"
