#!/usr/bin/env bash
# A Node.js service with more than 300 packages, for two platforms, in which one source file is changed: what the goal sos:build takes
# then in a fresh JVM, and whether the layer of dependencies stays what it was. Once written in TypeScript, whose build script runs the
# compiler, and once in JavaScript, which is only copied.
#   benchmarks/node.sh [runs [directory]]   prints medians of 5 runs unless told otherwise; the directory is kept, and where it is there
#                                           already with its services built, only edits are measured
# Needs mvn, git, npm and python3. The plugin has to be installed: mvn -B -DskipTests -Dinvoker.skip install. $MAVEN_WORDS are further
# words for mvn; with STAGES=1 the stages of the last build are printed.
set -euo pipefail
cd "$(dirname "$0")/.."
runs=${1:-5}
work=${2:-$(mktemp -d)}
[ $# -gt 1 ] || trap 'rm -rf "$work"' EXIT
export CI= # file times may be trusted, as on a developer's machine
dependencies='"@aws-sdk/client-s3": "3.700.0", "@node-rs/argon2": "2.0.2", "axios": "1.7.9", "date-fns": "4.1.0", "express": "4.21.2",
  "fastify": "5.2.0", "graphql": "16.10.0", "ioredis": "5.4.2", "jsonwebtoken": "9.0.2", "kafkajs": "2.2.4", "knex": "3.1.0",
  "lodash": "4.17.21", "mongoose": "8.9.0", "nodemailer": "6.9.16", "pg": "8.13.1", "pino": "9.6.0", "rxjs": "7.8.1",
  "socket.io": "4.8.1", "winston": "3.17.0", "zod": "3.24.1"'

maven() { # maven SERVICE GOAL   leaves what mvn says in the file log
  # shellcheck disable=SC2086 # MAVEN_WORDS holds several
  (cd "$1" && mvn -B ${MAVEN_WORDS:-} -DskipTests -Dorg.slf4j.simpleLogger.log.io.github.sosapp=debug "$2" 2>&1) >"$work/log" \
    || { cat "$work/log" >&2; exit 1; }
}

make_services() {
  cp -r "$OLDPWD/examples/auth-service" typescript
  cp -r "$OLDPWD/examples/sos-parent" .
  rm -rf typescript/{target,node_modules,test} sos-parent/target
  python3 - "$dependencies" <<'PYTHON'
import json, sys
with open("typescript/package.json") as file:
    package = json.load(file)
package["dependencies"] = json.loads("{" + sys.argv[1] + "}")
with open("typescript/package.json", "w") as file:
    json.dump(package, file)
PYTHON
  (cd typescript && npm install --silent --package-lock-only --ignore-scripts --audit=false --fund=false)
  cp -r typescript javascript
  (
    cd javascript
    npm install --silent --ignore-scripts --audit=false --fund=false
    npx tsc
    rm -rf node_modules src tsconfig.json
    mv dist src
    npm pkg delete scripts.build
    npm pkg set main=src/index.js scripts.start='node src/index.js'
  )
  for service in typescript javascript; do
    sed -i "s|<artifactId>auth-service<|<artifactId>$service-service<|" $service/pom.xml
  done
  printf 'target\n' >.gitignore
  git init -q .
  git add -A
  git -c user.name=benchmark -c user.email=benchmark@example.com commit -qm "Benchmark"
  for service in typescript javascript; do
    maven $service sos:lock
    maven $service package
  done
}

layers_of_dependencies() {
  python3 -c 'import json, sys
for platform in json.load(open(sys.argv[1]))["platforms"]:
    print(*(layer["digest"] for layer in platform["layers"] if layer["name"] == "dependencies"))' "$1/target/sos/report.json"
}
median() { sort -n "$work/$1" | awk '{ v[NR] = $1 } END { printf "%.2f s", v[int((NR + 1) / 2)] / 1000 }'; }

mkdir -p "$work"/services
cd "$work"/services
[ -e javascript/target/sos/report.json ] || make_services
rm -f "$work"/*.edit "$work"/script
python3 -c 'import json
packages = json.load(open("typescript/package-lock.json"))["packages"]
print(sum(1 for name, package in packages.items() if name and not package.get("dev")), "packages of production in the lock")'
printf '%-12s %10s %14s   %s\n' '' 'one edit' 'build script' 'layers of dependencies'
for service in typescript javascript; do
  before=$(layers_of_dependencies $service)
  dependencies=untouched
  file=$(ls $service/src/index.*)
  for run in $(seq "$runs"); do
    sed -i '/^const edited/d' "$file"
    echo "const edited = \"$run of $(date +%s)\";" >>"$file"
    maven $service package
    sed -n 's/.*build took \([0-9]*\) ms.*/\1/p' "$work/log" >>"$work/$service.edit"
    [ "$(layers_of_dependencies $service)" = "$before" ] || dependencies=changed
    [ $service != typescript ] || {
      began=$(date +%s%N)
      (cd $service/target/sos-work/node/application/build && npm run --silent build)
      echo $((($(date +%s%N) - began) / 1000000)) >>"$work/script"
    }
  done
  script=''
  [ $service != typescript ] || script=$(median script)
  printf '%-12s %10s %14s   %s\n' $service "$(median $service.edit)" "$script" $dependencies
  [ -z "${STAGES:-}" ] || grep ' took ' "$work/log"
done
