#!/usr/bin/env bash
# The base of Java 17 or Python 3.11 for two platforms, assembled out of Debian packages: against the programs of Debian that do
# parts of the same, and against debootstrap. See README.md here.
#   benchmarks/base.sh [java|python [runs [cold-runs]]]
# Prints medians of 7 runs, and of 3 of those with cold caches, for Java unless told otherwise.
# Needs mvn, git, python3, dpkg-deb, tar and pigz, for the cold runs also root and debootstrap, and a Debian mirror: that of
# $MIRROR, else the one in this machine's apt sources. The plugin has to be installed: mvn -B -DskipTests -Dinvoker.skip install.
# shellcheck disable=SC2086 # MAVEN_ARGS holds several; Maven before 3.9 does not read it itself
set -euo pipefail
cd "$(dirname "$0")/.."
language=${1:-java}
runs=${2:-7}
cold_runs=${3:-3}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for program in mvn git python3 dpkg-deb tar pigz; do
  command -v "$program" >/dev/null || { echo "base.sh needs $program" >&2; exit 1; }
done
mirror=${MIRROR:-$(sed -nE 's/^(URIs:|deb( \[[^]]*\])?) *([^ ]+).*/\3/p' \
  $(ls /etc/apt/sources.list.d/*.sources /etc/apt/sources.list 2>/dev/null) </dev/null | sed -n 1p)}
[ -n "$mirror" ] || { echo "base.sh needs MIRROR=https://mirror.example.com/debian" >&2; exit 1; }

# Two services that differ in their name only, in one reactor.
cp -r examples "$work/examples"
mvn -q -B ${MAVEN_ARGS:-} dependency:build-classpath -Dmdep.includeScope=test -Dmdep.outputFile="$work/classpath"
classpath=$work/classes:$PWD/target/classes:$(cat "$work/classpath")
javac -cp "$classpath" -d "$work/classes" benchmarks/src/BaseRun.java
cd "$work/examples"
rm -rf ./*/target
case $language in
  java) parents=sos-parent,sos-java-parent service=java-plain packages=java17 ;;
  python) parents=sos-parent service=python-service packages=python311 # without requirements: only the base counts
    rm python-service/requirements*
    sed -i 's/<\/packaging>/&<properties><sos.language>python<\/sos.language><\/properties>/' python-service/pom.xml ;;
  *) echo "base.sh knows java and python, not $language" >&2; exit 1 ;;
esac
cp -r $service second
sed -i "s/<artifactId>$service</<artifactId>second</" second/pom.xml
sed -i "s/<module>$service</<module>second<\/module>&/" pom.xml
export XDG_CACHE_HOME=$work/cache CI=
[ -z "${MIRROR:-}" ] || export SOS_DEBIAN_MIRROR=$MIRROR
modules=$parents,$service,second
first=$work/examples/$service
debug=-Dorg.slf4j.simpleLogger.log.io.github.sosapp=debug

build() { # build OPTION...   leaves what Maven said in $work/said
  mvn -B ${MAVEN_ARGS:-} $debug package -pl "$modules" "$@" >"$work/said" 2>&1 || { cat "$work/said"; exit 1; }
}
# The time of the slower platform, because both are made at once: of the first service, of the second.
base_times() {
  awk '/  base .* took/ { t[++n] = $(NF - 1) } END { print max(t[1], t[2]), max(t[3], t[4]) }
       function max(a, b) { return a > b ? a : b }' "$work/said"
}
now() { echo $((${EPOCHREALTIME/[.,]/} / 1000)); }
record() { echo "$2" >>"$work/result-$1"; } # record NAME MILLISECONDS
median() { sort -n "$work/result-$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }
compare() { # compare TEXT OURS THEIRS LIMIT
  awk -v t="$1" -v a="$(median "$2")" -v b="$(median "$3")" -v l="$4" \
    'BEGIN { printf "%-64s %7.2f s / %7.2f s = %.2f   (must: %s)\n", t, a / 1000, b / 1000, a / b, l }'
}

mvn -q -B ${MAVEN_ARGS:-} compile sos:lock -pl "$parents,$service" >"$work/said" 2>&1 || { cat "$work/said"; exit 1; }
cp $service/sos-lock.json second/
build
python3 - "$first/sos-lock.json" >"$work/packages" <<'PYTHON'
import json, sys
for base in json.load(open(sys.argv[1]))["bases"]:
    for package in base["packages"]:
        print(base["architecture"], package["name"], package["sha256"].removeprefix("sha256:"))
PYTHON

# The same base with one more package.
more=-Dsos.packages=libjemalloc2
cp $service/sos-lock.json "$work/lock"
mvn -q -B ${MAVEN_ARGS:-} compile sos:lock $more -pl "$parents,$service" >"$work/said" 2>&1 || { cat "$work/said"; exit 1; }
cp $service/sos-lock.json "$work/more-lock"
cp $service/sos-lock.json second/
build $more
python3 - "$work/more-lock" >"$work/more-packages" <<'PYTHON'
import json, sys
for base in json.load(open(sys.argv[1]))["bases"]:
    for package in base["packages"]:
        print(package["sha256"].removeprefix("sha256:"))
PYTHON

# Of what earlier builds left only the packages stay: as their .deb files; with "unpacked" also what is kept decompressed of
# them; with "compiled" the compiled library of Python besides. Layers go, and everything else that was remembered.
forget_layers() { # forget_layers [unpacked|compiled]
  local note blob
  cat "$work/packages" "$work/more-packages" >"$work/keep"
  rm -rf ./*/target
  for note in "$XDG_CACHE_HOME"/*/projects/*/*/*; do
    case ${1:-}:$note in
      unpacked:*/unpacked-1/* | compiled:*/unpacked-1/*) head -c 129 "$note" | cut -d' ' -f2 >>"$work/keep" ;;
      compiled:*/bases/*) # of the library alone, not one of the notes of bases that it is in
        if [ "$(grep -o '"name"' "$note" | wc -l)" = 1 ] && grep -q '"compiled python library"' "$note"; then
          grep -oE '[0-9a-f]{64}' "$note" >>"$work/keep"
        else
          rm "$note"
        fi ;;
      *) rm -rf "$note" ;;
    esac
  done
  find "$XDG_CACHE_HOME"/*/projects -mindepth 2 -maxdepth 2 -type f -delete
  for blob in "$XDG_CACHE_HOME"/*/blobs/sha256/*; do
    grep -q "$(basename "$blob")" "$work/keep" || rm "$blob"
  done
}
unpack() { # unpack ARCHITECTURE
  local architecture name sha256
  mkdir -p "$work/tree-$1"
  while read -r architecture name sha256; do
    [ "$architecture" != "$1" ] || dpkg-deb -x "$(echo "$XDG_CACHE_HOME"/*/blobs/sha256/"$sha256")" "$work/tree-$1"
  done <"$work/packages"
}
compress() { tar -C "$work/tree-$1" -c . | pigz -6 >"$work/tree-$1.tar.gz"; } # compress ARCHITECTURE

reference_one_by_one() {
  local began architecture
  rm -rf "$work"/tree-*
  began=$(now)
  for architecture in amd64 arm64; do unpack $architecture; compress $architecture; done
  record one-by-one $(($(now) - began))
}
reference_at_once() {
  local began architecture
  rm -rf "$work"/tree-*
  began=$(now)
  for architecture in amd64 arm64; do (unpack $architecture; compress $architecture) & done
  wait
  record at-once $(($(now) - began))
}
use_lock() { cp "$work/$1" $service/sos-lock.json; cp "$work/$1" second/sos-lock.json; } # use_lock NAME
# What a project finds that had this base with one more package before: as after an update of one package.
ours_changed() {
  local times
  forget_layers
  use_lock more-lock
  build -o $more
  use_lock lock
  build -o
  read -ra times < <(base_times)
  record changed "${times[0]}"
}
timed() { # timed NAME OPTION...   records what the first base takes, and leaves what the second one takes in $second
  local first_base name=$1
  shift
  build -o "$@"
  read -r first_base second < <(base_times)
  record "$name" "$first_base"
}
ours() {
  use_lock lock
  forget_layers
  timed deb
  forget_layers unpacked
  timed base
  record second "$second"
  [ $language = python ] || return 0
  forget_layers compiled
  timed compiled
  forget_layers unpacked
  timed plain -Dsos.python.bytecode=false # neither dpkg-deb nor pigz compiles modules
}
# The same in a JVM that has assembled bases before, as a later one of a reactor finds it: the last of five.
ours_warm() {
  local notes
  forget_layers unpacked
  notes=$(ls -d "$XDG_CACHE_HOME"/*/projects/*/unpacked-1)
  record warm "$(java -cp "$classpath" BaseRun $packages "$first/sos-lock.json" "$(echo "$XDG_CACHE_HOME"/*)" "$work/warm" 5 \
    "$(dirname "$notes")")"
  rm -rf "$work/warm"
}

for run in $(seq "$runs"); do
  if [ $((run % 2)) = 0 ]; then ours; reference_one_by_one; reference_at_once; else reference_one_by_one; reference_at_once; ours; fi
  ours_warm
  ours_changed
done
compare 'packages cached: base against dpkg-deb -x and pigz -6, one by one' base one-by-one 0.7
compare 'packages cached: the same in a warm JVM' warm one-by-one 0.7
compare 'packages cached as .deb files alone' deb one-by-one -
compare 'packages cached, and a base with one more of them built before' changed one-by-one 0.7
if [ $language = python ]; then
  compare 'packages cached, and the compiled library' compiled one-by-one -
  compare 'packages cached: the same without compiled modules' plain one-by-one -
fi
compare 'packages cached: the same, both platforms of theirs at once' base at-once -
awk -v a="$(median second)" 'BEGIN { printf "second service on it in the same reactor: %.3f s   (must: 0.05 s)\n", a / 1000 }'

[ "$cold_runs" -gt 0 ] || exit 0
command -v debootstrap >/dev/null || { echo "the cold runs need debootstrap" >&2; exit 1; }
names=$(awk '$1 == "amd64" { print $2 }' "$work/packages" | sort -u | paste -sd,)
modules=$parents,$service
for run in $(seq "$cold_runs"); do
  rm -rf "$XDG_CACHE_HOME" ./*/target ./*/sos-lock.json
  build
  record cold "$(awk '/ build took / { sum += $(NF - 1) } END { print sum }' "$work/said")" # of parents, too
  rm -rf "$work/debootstrap"
  began=$(now)
  debootstrap --variant=minbase --include="$names" bookworm "$work/debootstrap" "$mirror" >"$work/said" 2>&1 || { tail -5 "$work/said"; exit 1; }
  record debootstrap $(($(now) - began))
done
compare 'everything cold: the whole goal against debootstrap of one platform' cold debootstrap 0.5
