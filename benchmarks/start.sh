#!/usr/bin/env bash
# How long Java services take from docker run to their first answer, on the packaged runtime and on those that are cut.
# See README.md here.
#   benchmarks/start.sh [runs]     prints medians of 5 runs unless told otherwise
# Needs mvn, git, python3, a JDK 17, a Docker Engine and a Debian mirror in apt sources or in $SOS_DEBIAN_MIRROR.
# The plugin has to be installed: mvn -B -DskipTests -Dinvoker.skip install.
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${1:-5}
for program in mvn git python3 docker; do
  command -v "$program" >/dev/null || { echo "start.sh needs $program" >&2; exit 1; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r examples "$work/examples"
cd "$work/examples"
rm -rf ./*/target
git init -q . && git add -A && git -c user.name=benchmark -c user.email=benchmark@example.com commit -qm "Benchmark"
maven() { mvn -q -B -pl sos-parent,sos-java-parent,java-plain,spring-boot "$@" >"$work/said" 2>&1 || { cat "$work/said"; exit 1; }; }

maven compile sos:lock
for runtime in packaged 'jlink standard' 'jlink auto'; do
  read -r kind modules <<<"$runtime"
  tag=bench-$kind${modules:+-$modules}
  # What libraries of Spring only find by name.
  [ "$modules" != auto ] || modules=auto,java.naming,java.management,java.instrument,java.desktop,java.sql,jdk.unsupported
  maven compile sos:lock package sos:load -Dsos.platforms=native "-Dsos.tags=$tag,-1.0.0-SNAPSHOT" \
    "-Dsos.java.runtime=$kind" ${modules:+"-Dsos.java.modules=$modules"}
done
python3 - "$runs" <<'PYTHON'
import os, statistics, subprocess, sys, time, urllib.error, urllib.request

def docker(*words):
    return subprocess.run(("docker",) + words, check=True, capture_output=True, text=True).stdout.strip()

def processor(container):
    """Seconds of all processors that the service's process has used (proc(5), stat)."""
    pid = docker("inspect", "-f", "{{.State.Pid}}", container)
    fields = open("/proc/%s/stat" % pid).read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

def start(image, path):
    began = time.monotonic()
    container = docker("run", "-d", "-p", "127.0.0.1::8080", image)
    try:
        address = "http://" + docker("port", container, "8080/tcp").split()[0] + path
        while time.monotonic() - began < 120:
            try:
                if urllib.request.urlopen(address, timeout=5).status == 200:
                    return time.monotonic() - began, processor(container)
            except (urllib.error.URLError, OSError):
                time.sleep(0.01)
        raise SystemExit(image + " does not answer: " + docker("logs", container))
    finally:
        docker("rm", "-f", container)

print("%-38s %-24s %s" % ("docker run until /health answers", "wall clock", "processor time of the service"))
for service, path in ("java-plain", "/health"), ("spring-boot-service", "/actuator/health"):
    for runtime in "packaged", "jlink-standard", "jlink-auto":
        times, used = zip(*[start("ghcr.io/sos-app/%s:bench-%s" % (service, runtime), path) for _ in range(int(sys.argv[1]))])
        print("%-20s %-17s %.2f s (%.2f - %.2f)    %.2f s (%.2f - %.2f)" % (service, runtime, statistics.median(times),
              min(times), max(times), statistics.median(used), min(used), max(used)), flush=True)
PYTHON
