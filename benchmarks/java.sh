#!/usr/bin/env bash
# A Spring Boot service: the time that its image adds to mvn compile, against jib-maven-plugin; and the sizes of Java images.
# See README.md here.
#   benchmarks/java.sh [runs [cold-runs]]     prints medians of 7 runs, and of 3 of those with cold caches, unless told otherwise
# Needs mvn, git, python3, a JDK 17, docker-registry, crane in $SOS_TEST_HOME/bin, a JDK 21 in $SOS_TEST_HOME (src/it/machine/install gets both) and a
# Debian mirror in apt sources or in $SOS_DEBIAN_MIRROR. The plugin has to be installed: mvn -B -DskipTests -Dinvoker.skip install.
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${1:-7}
cold_runs=${2:-3}
export PATH=${SOS_TEST_HOME:-/opt/sos-test}/bin:$PATH
jdk_21=${SOS_TEST_HOME:-/opt/sos-test}/jdk-21
[ -x "$jdk_21/bin/jlink" ] || { echo "java.sh needs a JDK 21 in $jdk_21" >&2; exit 1; }
jib=com.google.cloud.tools:jib-maven-plugin:3.5.2
for program in mvn git python3 docker-registry crane; do
  command -v "$program" >/dev/null || { echo "java.sh needs $program" >&2; exit 1; }
done
work=$(mktemp -d)
registry=''
trap '[ -z "$registry" ] || kill "$registry"; rm -rf "$work"' EXIT

cp -r examples "$work/examples"
cd "$work/examples"
rm -rf ./*/target
git init -q . && git add -A && git -c user.name=benchmark -c user.email=benchmark@example.com commit -qm "Benchmark"
export XDG_CACHE_HOME=$work/cache CI= # file times may be trusted, as on a developer's machine
parents=sos-parent,sos-java-parent
class=spring-boot/src/main/java/example/dispatch/Edited.java

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
host=localhost:$port
printf 'version: 0.1\nlog: {level: error}\nstorage: {filesystem: {rootdirectory: %s}}\nhttp: {addr: "127.0.0.1:%s"}\n' \
  "$work/registry" "$port" >"$work/registry.yml"
docker-registry serve "$work/registry.yml" >"$work/registry.log" 2>&1 & registry=$!
for _ in $(seq 50); do crane catalog "$host" >/dev/null 2>&1 && break; sleep 0.1; done

record() { echo "$2" >>"$work/result-$1"; } # record NAME MILLISECONDS
median() { sort -n "$work/result-$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
maven() { mvn -B -pl "$parents,spring-boot" "$@" >"$work/said" 2>&1 || { cat "$work/said"; exit 1; }; }
measure() { # measure NAME MAVEN-ARGUMENT...   wall clock, and processor time under NAME-processor
  local TIMEFORMAT='%R %U %S' wall user system
  { time maven "${@:2}"; } 2>"$work/time"
  read -r wall user system <"$work/time"
  record "$1" "$(awk "BEGIN { printf \"%d\", 1000 * $wall }")"
  record "$1-processor" "$(awk "BEGIN { printf \"%d\", 1000 * ($user + $system) }")"
}
edit() { echo "package example.dispatch; class Edited { static final String TEXT = \"$1\"; }" >"$class"; }
compare() { # compare TEXT OUR-WHOLE OUR-PART THEIR-WHOLE THEIR-PART LIMIT   each what the whole takes longer than the part
  awk -v t="$1" -v a="$(median "$2")" -v b="$(median "$3")" -v c="$(median "$4")" -v d="$(median "$5")" -v l="$6" 'BEGIN {
    printf "%-58s (%.2f - %.2f) s / (%.2f - %.2f) s = %.2f / %.2f = %.2f   (must: %s)\n",
           t, a / 1000, b / 1000, c / 1000, d / 1000, (a - b) / 1000, (c - d) / 1000, (a - b) / (c - d), l }'
}
both() { # both TEXT OUR-WHOLE OUR-PART THEIR-WHOLE THEIR-PART LIMIT   by the wall clock, then by the time of all processors
  compare "$@"
  compare '  processor time' "$2-processor" "$3-processor" "$4-processor" "$5-processor" -
}
size() { # size MODULE   of the larger platform, in MB
  python3 - "$1/target/sos/report.json" <<'PYTHON'
import json, sys
print("%.1f MB" % (max(p["compressedSize"] for p in json.load(open(sys.argv[1]))["platforms"]) / 1e6))
PYTHON
}

# The base of both tools in the registry is an image of ours, because no other Java image can be had everywhere.
mvn -q -B compile sos:lock -pl $parents,java-plain,spring-boot >"$work/said" 2>&1 || { cat "$work/said"; exit 1; }
cat >"$work/toolchains.xml" <<XML
<toolchains><toolchain><type>jdk</type><provides><version>21</version></provides>
<configuration><jdkHome>$jdk_21</jdkHome></configuration></toolchain></toolchains>
XML
for runtime in '17 packaged' '17 jlink standard' '17 jlink auto' '21 packaged' '21 jlink standard' '21 jlink auto'; do
  read -r java kind modules <<<"$runtime"
  rm -rf java-plain/target
  mvn -q -B compile sos:lock package -pl $parents,java-plain --toolchains "$work/toolchains.xml" "-Dsos.java.version=$java" \
    "-Dsos.java.runtime=$kind" ${modules:+"-Dsos.java.modules=$modules"} >"$work/said" 2>&1 || { cat "$work/said"; exit 1; }
  echo "Java $runtime: $(size java-plain)" >>"$work/sizes"
  [ "$java $kind" != '17 packaged' ] || crane push --insecure java-plain/target/sos/production "$host/base:17" >/dev/null 2>&1
done
jib_base=(-Djib.from.image="$host/base:17" -Djib.allowInsecureRegistries=true)

# jib packs classes and libraries as they are, and so does sos.java.content=classes; mvn package also tests and makes a jar.
classes=-Dsos.java.content=classes
edit 0
turns() { # turns RUN TOOL...   each once; the other way round every other time
  local run=$1 tools=("${@:2}") tool
  [ $((run % 2)) = 1 ] || tools=($(printf '%s\n' "${tools[@]}" | tac))
  for tool in "${tools[@]}"; do
    edit "$tool $run"
    sleep 2.1 # files changed in the last two seconds are always read
    case $tool in
      compile) measure compile -o compile ;;
      ours) measure ours -o compile sos:build $classes ;;
      package) measure package -o package ;;
      without) measure without -o package -Dsos.skip ;;
      jib) measure jib -o compile $jib:buildTar "${jib_base[@]}" ;;
    esac
  done
}
# One after the other, because a developer repeats one command: what it left is what the next one finds.
maven compile $jib:buildTar "${jib_base[@]}"
maven compile sos:build $classes
for run in $(seq "$runs"); do turns "$run" compile ours jib; done
maven package
for run in $(seq "$runs"); do turns "$run" package without; done
both 'one class changed: sos:build of classes against jib:buildTar' ours compile jib compile 0.5
both 'mvn package (tests, jar, repackaging) against jib:buildTar' package compile jib compile -
both 'what sos:build adds to mvn package against jib:buildTar' package without jib compile -

two=-Djib.from.platforms=linux/amd64,linux/arm64
target=(-Dsos.base="$host/base:17" -Dsos.insecureRegistries="$host")
for run in $(seq "$cold_runs"); do
  for tool in $([ $((run % 2)) = 0 ] && echo compile ours jib package || echo package jib ours compile); do
    rm -rf "$XDG_CACHE_HOME" spring-boot/target
    case $tool in
      compile) measure cold-compile compile ;;
      ours) measure cold-ours compile sos:build sos:push $classes "${target[@]}" "-Dsos.image=$host/ours$run/service" ;;
      package) measure cold-package package sos:push "${target[@]}" "-Dsos.image=$host/package$run/service" ;;
      jib) measure cold-jib compile $jib:build "${jib_base[@]}" $two "-Djib.to.image=$host/jib$run/service" ;;
    esac
  done
done
if [ "$cold_runs" != 0 ]; then
  both 'cold, registry base, two platforms, with push, against jib:build' cold-ours cold-compile cold-jib cold-compile 0.8
  both 'mvn package sos:push against jib:build' cold-package cold-compile cold-jib cold-compile -
fi
echo 'Size of java-plain, compressed, the larger of two platforms (must, of Java 17: 68, 37, 28 MB):'
cat "$work/sizes"
