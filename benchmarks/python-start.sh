#!/usr/bin/env bash
# How long Python takes to import modules in our image, against the same image without compiled modules. See README.md here.
#   benchmarks/python-start.sh [runs]     prints medians of 15 runs unless told otherwise
# Needs mvn, git, pip, python3, a Docker Engine and a Debian mirror in apt sources or in $SOS_DEBIAN_MIRROR.
# The plugin has to be installed: mvn -B -DskipTests -Dinvoker.skip install.
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${1:-15}
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

# Timed inside the container, so that its own start does not count.
cat >"$work/time.py" <<'PYTHON'
import statistics, subprocess, sys, time

def once(program):
    began = time.monotonic()
    subprocess.run(["python", "-c", program], check=True)
    return 1000 * (time.monotonic() - began)

for program in sys.argv[2:]:
    once(program)
    times = [once(program) for _ in range(int(sys.argv[1]))]
    print("%.1f %.1f %.1f" % (statistics.median(times), min(times), max(times)))
PYTHON
programs=('pass' 'import http.server, json' 'import asyncio, ssl, logging, email, sqlite3, http.client, urllib.request' 'import fastapi, uvicorn')
measured() {
  docker run --rm --interactive --read-only --entrypoint python "ghcr.io/sos-app/python-service:bench-compiled-$1" \
    - "$runs" "${programs[@]}" <"$work/time.py"
}
measured true >"$work/compiled"
measured false >"$work/sources"
paste "$work/compiled" "$work/sources" | for program in "${programs[@]}"; do
  read -r ours fastest slowest theirs theirFastest theirSlowest
  printf '%-75s %6s ms (%s - %s) / %6s ms (%s - %s) = %s\n' "$program" "$ours" "$fastest" "$slowest" \
    "$theirs" "$theirFastest" "$theirSlowest" "$(python3 -c "print('%.2f' % ($ours / $theirs))")"
done
