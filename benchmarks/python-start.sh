#!/usr/bin/env bash
# How long Python takes to import modules in our image, against the same image without compiled modules. See README.md here.
#   benchmarks/python-start.sh [runs]     prints medians of 21 runs, with the shortest and the longest, unless told otherwise
# Needs mvn, git, pip, python3, a Docker Engine and a Debian mirror in apt sources or in $SOS_DEBIAN_MIRROR.
# The plugin has to be installed: mvn -B -DskipTests -Dinvoker.skip install.
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${1:-21}
for program in mvn git python3 docker; do
  command -v "$program" >/dev/null || { echo "python-start.sh needs $program" >&2; exit 1; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r examples "$work/examples"
cd "$work/examples"
rm -rf ./*/target
# shellcheck disable=SC2086 # MAVEN_ARGS holds several; Maven before 3.9 does not read it itself
maven() { mvn -q -B ${MAVEN_ARGS:-} -f python-service "$@" >"$work/said" 2>&1 || { cat "$work/said"; exit 1; }; }

maven compile sos:lock -Dsos.platforms=linux/amd64,linux/arm64
maven package
python3 - python-service/target/sos/production <<'PYTHON'
import json, sys

def blob(descriptor):
    return json.load(open(sys.argv[1] + "/blobs/sha256/" + descriptor["digest"][7:]))

for image in blob(json.load(open(sys.argv[1] + "/index.json"))["manifests"][0])["manifests"]:
    manifest = blob(image)
    config = blob(manifest["config"])
    sizes = {history["comment"]: layer["size"] for history, layer in zip(config["history"], manifest["layers"])}
    names = list(sizes)
    base = names[: names.index("compiled python library") + 1]
    print("%s: base %.1f MB compressed, of this the compiled library %.1f MB" % (config["architecture"],
          sum(sizes[name] for name in base) / 1e6, sizes["compiled python library"] / 1e6))
PYTHON
for compiled in true false; do
  maven package sos:load -Dsos.platforms=native "-Dsos.tags=bench-compiled-$compiled" "-Dsos.python.bytecode=$compiled"
done

# Timed inside the containers, so that their own start does not count; both images take turns.
cat >"$work/time.py" <<'PYTHON'
import pathlib, subprocess, sys, time

def once(interpreter, program):
    began = time.monotonic()
    subprocess.run([interpreter, "-c", program], check=True)
    return 1000 * (time.monotonic() - began)

compiled = sum(1 for top in ("/usr", "/opt", "/app") for _ in pathlib.Path(top).rglob("*.pyc"))
if (compiled > 0) != (sys.argv[2] == "true"):
    sys.exit("%d compiled modules in this image" % compiled)
for words in zip(sys.argv[3::2], sys.argv[4::2]):
    once(*words)
    print(*("%.2f" % once(*words) for _ in range(int(sys.argv[1]))))
PYTHON
base=/usr/bin/python3.11 service=/opt/venv/bin/python
programs=("$base" 'pass' "$base" 'import http.server, json'
  "$base" 'import asyncio, ssl, logging, email, sqlite3, http.client, urllib.request' "$service" 'import fastapi, uvicorn')
for round in 1 2 3; do
  for compiled in true false; do
    docker run --rm --interactive --read-only --entrypoint "$base" "ghcr.io/sos-app/python-service:bench-compiled-$compiled" \
      - "$(((runs + 2) / 3))" "$compiled" "${programs[@]}" <"$work/time.py" >"$work/times-$compiled-$round"
  done
done
python3 - "$work" "${programs[@]}" <<'PYTHON'
import statistics, sys

def times(compiled, line):
    return [float(word) for round in "123" for word in open(f"{sys.argv[1]}/times-{compiled}-{round}").readlines()[line].split()]

for line, program in enumerate(sys.argv[3::2]):
    ours, theirs = times("true", line), times("false", line)
    spread = lambda all: "%6.1f ms (%.1f - %.1f)" % (statistics.median(all), min(all), max(all))
    print("%-75s %s / %s = %.2f" % (program, spread(ours), spread(theirs), statistics.median(ours) / statistics.median(theirs)))
PYTHON
