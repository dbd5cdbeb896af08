#!/usr/bin/env bash
# Time to bring a build context of 300 MB beside 50,000 ignored files to an engine, ours against the docker command.
# usage: benchmarks/context.sh [rounds]    (after mvn package; needs an engine and 1 GB in ${TMPDIR:-/tmp})
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${1:-5}
work=${TMPDIR:-/tmp}/sos-context-benchmark
classes=$work/classes
mkdir -p "$classes"

[ -f "$work/classpath" ] ||
  mvn -q -B dependency:build-classpath -Dmdep.includeScope=runtime -Dmdep.outputFile="$work/classpath"
classpath=$classes:target/classes:$(cat "$work/classpath")
javac -cp "$classpath" -d "$classes" benchmarks/src/ContextRun.java

if [ ! -d "$work/tree" ]; then
  mkdir -p "$work/new"
  python3 - "$work/new" <<'PYTHON'
import os, random, sys
root = sys.argv[1]
chance = random.Random(1)
with open(os.path.join(root, "data.bin"), "wb") as data:
    for _ in range(300):
        data.write(chance.randbytes(1_000_000))
for package in range(500):
    directory = os.path.join(root, "node_modules", f"package-{package}", "lib")
    os.makedirs(directory)
    for module in range(100):
        with open(os.path.join(directory, f"module-{module}.js"), "w") as file:
            file.write(f"module.exports = {module};\n")
with open(os.path.join(root, ".dockerignore"), "w") as file:
    file.write("node_modules\n")
# No step reads the context: what is measured is finding it, sending it and the engine's taking it.
with open(os.path.join(root, "Dockerfile"), "w") as file:
    file.write("FROM scratch\nLABEL benchmark=context\n")
PYTHON
  mv "$work/new" "$work/tree"
fi

docker_command() {
  DOCKER_BUILDKIT=0 docker build -q --no-cache -t sos-context-benchmark "$work/tree" 2> "$work/said" > "$work/said.out" ||
    { cat "$work/said" >&2; return 1; }
}
run() { java -cp "$classpath" io.github.sosapp.engine.docker.ContextRun "$1" "$work/tree" 2> "$work/said" || { cat "$work/said" >&2; return 1; }; }
to_the_engine() { run send >> "$work/result-inside"; }
to_nowhere() { run write > /dev/null; }

measure() { # name function
  local start end
  start=$(date +%s%N)
  "$2"
  end=$(date +%s%N)
  echo $(((end - start) / 1000000)) >> "$work/result-$1"
}
median() { sort -n "$work/result-$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

rm -f "$work"/result-*
to_nowhere
for _ in $(seq "$rounds"); do
  measure docker docker_command
  measure ours to_the_engine
  measure alone to_nowhere
done
docker rmi -f sos-context-benchmark > /dev/null
awk -v ours="$(median ours)" -v inside="$(median inside)" -v docker="$(median docker)" -v alone="$(median alone)" 'BEGIN {
  printf "context to the engine %.2f s / %.2f s = %.2f (limit 1.0); finding and writing it alone %.2f s\n",
         ours / 1000, docker / 1000, ours / docker, alone / 1000
  printf "inside the JVM, from the first line of main: %.2f s\n", inside / 1000 }'
