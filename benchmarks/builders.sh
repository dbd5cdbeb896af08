#!/usr/bin/env bash
# Time to build two services for two platforms by a builder of two machines, against one of a single machine.
# A machine is a BuildKit daemon that has one processor of this machine to itself; Maven and buildx have all of them.
# usage: benchmarks/builders.sh [rounds]    (after src/it/machine/install and mvn install; as root, on two processors or more)
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-1}
home=${SOS_TEST_HOME:-/opt/sos-test}
version=$(sed -n 's:.*<version>\(.*\)</version>.*:\1:p' pom.xml | head -n 1)
work=$(mktemp --directory)
daemons=()
clean_up() {
  for daemon in "${daemons[@]}"; do kill "$daemon" && wait "$daemon" || true; done
  rm -rf "$work"
}
trap clean_up EXIT

cat >"$work/tool.go" <<'GO'
package main

import "crypto/sha256"
import "os"

func main() {
	sum := sha256.Sum256([]byte(os.Args[1]))
	for i := 0; i < 20_000_000; i++ {
		sum = sha256.Sum256(sum[:])
	}
	os.WriteFile("/result", sum[:], 0644)
}
GO
(cd "$work" && CGO_ENABLED=0 GO111MODULE=off GOFLAGS='' go build -o tool tool.go)
cat >"$work/pom.xml" <<XML
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>com.example.sos</groupId><artifactId>services</artifactId><version>1</version><packaging>pom</packaging>
  <modules><module>one</module><module>two</module></modules>
  <build><plugins><plugin>
    <groupId>io.github.sos-app</groupId><artifactId>sos-maven-plugin</artifactId><version>$version</version><extensions>true</extensions>
  </plugin></plugins></build>
</project>
XML
for service in one two; do
  mkdir "$work/$service"
  cp "$work/tool" "$work/$service/"
  cat >"$work/$service/pom.xml" <<XML
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <parent><groupId>com.example.sos</groupId><artifactId>services</artifactId><version>1</version></parent>
  <artifactId>$service</artifactId><packaging>sos-image</packaging>
</project>
XML
done

export DOCKER_CONFIG=$work/docker
mkdir -p "$DOCKER_CONFIG/cli-plugins"
ln -s "$home/docker/cli-plugins/docker-buildx" "$DOCKER_CONFIG/cli-plugins/"
for processor in 0 1; do
  taskset --cpu-list $processor "$home/bin/buildkitd" --root="$work/daemon$processor" --addr="tcp://127.0.0.1:2341$processor" \
    --otel-socket-path="$work/otel$processor" --containerd-worker=false --oci-worker-binary=runc --oci-worker-net=host \
    --oci-worker-platform=linux/amd64 >"$work/daemon$processor.log" 2>&1 &
  daemons+=($!)
done
sleep 3
docker buildx create --name=one --driver=remote tcp://127.0.0.1:23410 >/dev/null
docker buildx create --name=two --driver=remote --platform=linux/amd64 tcp://127.0.0.1:23410 >/dev/null
docker buildx create --name=two --append --driver=remote --platform=linux/arm64 tcp://127.0.0.1:23411 >/dev/null

measure() { # builder round
  local start
  for service in one two; do
    # What the tool computes is new in every measurement, so that no cache has it.
    printf 'FROM --platform=$BUILDPLATFORM scratch AS build\nARG TARGETARCH\nCOPY tool /tool\nRUN ["/tool", "%s"]\nFROM scratch\nCOPY --from=build /result /\n' \
      "$service $1 $2" >"$work/$service/Dockerfile"
    # The variable is part of the step that uses it.
    sed -i 's/^RUN .*/ENV NUMBER=$TARGETARCH\n&/' "$work/$service/Dockerfile"
  done
  start=$(date +%s%N)
  mvn -q -B -T2 ${MAVEN_ARGS:-} -f "$work/pom.xml" clean package -DskipTests -Dsos.engine=docker -Dsos.docker.builder="buildx:$1" >"$work/said" 2>&1 ||
    { cat "$work/said" >&2; return 1; }
  echo $((($(date +%s%N) - start) / 1000000)) >>"$work/result-$1"
}
median() { sort -n "$work/result-$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

for round in $(seq "$rounds"); do
  measure one "$round"
  measure two "$round"
done
one=$(median one) two=$(median two)
echo "one machine $one ms, two machines $two ms: $(awk "BEGIN { printf \"%.2f\", $two / $one }") times; rounds: $rounds"
