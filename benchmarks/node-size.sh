#!/usr/bin/env bash
# The compressed size of the Node 20 base, which no recipe uses yet. Needs mvn, a JDK 17 and a Debian host (apt sources).
# usage: benchmarks/node-size.sh    (after mvn package)
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mvn -q -B dependency:build-classpath -Dmdep.includeScope=test -Dmdep.outputFile="$work/classpath" >/dev/null
classpath=$work/classes:target/classes:$(cat "$work/classpath")
mkdir -p "$work/classes" "$work/base"
javac -cp "$classpath" -d "$work/classes" benchmarks/src/BaseSize.java
java -cp "$classpath" BaseSize trixie node20 "$work/base"
