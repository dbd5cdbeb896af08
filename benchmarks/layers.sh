#!/usr/bin/env bash
# Time and size of one layer, ours against jib-core, in a fresh JVM and in a warm one. See README.md here.
# usage: benchmarks/layers.sh [rounds [warm-rounds]]    (after mvn package; needs 1.5 GB in ${TMPDIR:-/tmp})
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-7}
warm_rounds=${2:-3}
work=${TMPDIR:-/tmp}/sos-layer-benchmark
classes=$work/classes
mkdir -p "$classes"

[ -f "$work/classpath" ] ||
  mvn -q -B dependency:build-classpath -Dmdep.includeScope=test -Dmdep.outputFile="$work/classpath"
# The run's own class comes first: to find it, neither tool has to open the archives of all libraries of the tests.
classpath=$classes:target/classes:$(cat "$work/classpath")
javac -cp "$classpath" -d "$classes" benchmarks/src/*.java

for tree in node text random tiny; do
  [ -d "$work/$tree" ] || { java -cp "$classes" NodeModulesTree $tree "$work/$tree.new" && mv "$work/$tree.new" "$work/$tree"; }
done

# Prints one line: seconds of the whole process, its processor seconds, what the run itself said.
run() { # tool tree directory times before
  /usr/bin/time -o "$work/time" -f '%e %U %S' java -cp "$classpath" LayerRun "$1" "$work/$2" "${@:3}" > "$work/said"
  awk -v said="$(cat "$work/said")" '{ printf "%.2f %.2f %s\n", $1, $2 + $3, said }' "$work/time"
}

measure() { # name tool tree prepare-command; the directory of the tool is kept unless the command empties it
  local directory=$work/cache-$2-$3
  mkdir -p "$directory"
  eval "$4"
  run "$2" "$3" "$directory" >> "$work/result-$1-$2-$3"
}

# Several times in one JVM; of the last time: seconds, processor seconds, nothing of its own, size.
measure_warm() { # name tool times before
  local directory=$work/cache-$2-node
  [ "$4" != fresh ] || { directory=$work/warm-$2; rm -rf "$directory"; mkdir "$directory"; }
  run "$2" node "$directory" "$3" ${4:+"$4"} |
    awk '{ printf "%.3f %.3f - - %s\n", $3 / 1000, $4 / 1000, $5 }' >> "$work/result-warm-$1-$2-node"
}

median() { sort -n -k"$2" "$1" | awk -v c="$2" '{ v[NR] = $c } END { print v[int((NR + 1) / 2)] }'; }

compare() { # name tool tree limit
  local ours=$work/result-$1-$2-$3 theirs=$work/result-$1-jib-$3
  awk -v n="$1 $3 $2" -v a="$(median "$ours" 1)" -v b="$(median "$theirs" 1)" -v ca="$(median "$ours" 2)" \
      -v cb="$(median "$theirs" 2)" -v sa="$(median "$ours" 5)" -v sb="$(median "$theirs" 5)" -v l="$4" 'BEGIN {
        printf "%-34s wall %6.2f s / %6.2f s = %.2f   processor %6.2f s / %6.2f s = %.2f   bytes %d / %d = %.3f   (limit %s)\n",
               n, a, b, a / b, ca, cb, ca / cb, sa, sb, sa / sb, l }'
}

rm -f "$work"/result-*
edited=$(find "$work/node" -name '*.js' | LC_ALL=C sort | sed -n 5000p)
fresh='rm -rf "$directory"; mkdir "$directory"'
for round in $(seq "$rounds"); do
  for tree in node text random tiny; do
    measure cold sos-stat $tree "$fresh"
    measure cold jib $tree "$fresh"
  done
  measure cold sos-content node "$fresh"
  sleep 3   # files changed in the last two seconds are always read
  [ "$round" -gt 1 ] || { measure settle sos-stat node true; }
  for tool in sos-stat sos-content jib; do measure unchanged $tool node true; done
  echo "// round $round" >> "$edited"
  for tool in sos-stat jib; do measure edited $tool node true; done
done

for round in $(seq "$warm_rounds"); do
  sleep 3
  for tool in sos-stat sos-content jib; do measure_warm unchanged $tool 5 ''; done
  for tool in sos-stat jib; do measure_warm edited $tool 3 "$edited"; done
  for tool in sos-stat jib; do measure_warm cold $tool 3 fresh; done
done

echo 'fresh JVM, whole process:'
for tree in node text random tiny; do compare cold sos-stat $tree '0.40 wall, 1.02 bytes'; done
compare edited sos-stat node 0.11
compare unchanged sos-stat node 0.40
compare unchanged sos-content node 0.90
[ "$warm_rounds" -gt 0 ] || exit 0
echo 'warm JVM, the last of several times:'
compare warm-cold sos-stat node '0.40 wall'
compare warm-edited sos-stat node 0.11
compare warm-unchanged sos-stat node 0.40
compare warm-unchanged sos-content node 0.90
