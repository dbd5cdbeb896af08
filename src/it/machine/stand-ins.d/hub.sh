# Sourced by `stand-ins`: the same images for both processors in the storage of a registry, as Docker Hub and gcr.io have them,
# for engines and builders that fetch. Whoever serves $HUB/storage has library/golang and so on.
# Those of arm64 are put together from Debian's packages; no script of a package runs. In golang both platforms are the image
# of amd64: a builder of the other platform, which these machines can only play, compiles in it without emulation.

HUB=$SOS_TEST_HOME/stand-ins
HUB_EDITION=3 # raise it when something here changes what is in the images

hub_is_made() { [ "$(cat "$HUB/edition" 2>/dev/null)" = "$HUB_EDITION-$EDITION" ]; }

# SUITE DIRECTORY PACKAGE...   the tree of these packages for arm64 and of all that they need.
arm64_tree() {
  local suite=$1 own=$2.packages root=$2 uri package directory apt
  shift 2
  uri=$(apt-get indextargets --format '$(SITE) $(CODENAME)' 'Created-By: Packages' | awk '$2 == "bookworm" { print $1; exit }')
  mkdir -p "$own"/{lists,archives}/partial "$root"/usr/{bin,sbin,lib} "$root"/{tmp,root,dev,proc,sys,etc/ssl/certs}
  : >"$own/status" # nothing is installed, and its directory is where apt locks
  echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $uri $suite main" >"$own/sources.list"
  apt=(-o APT::Architecture=arm64 -o APT::Architectures=arm64 -o APT::Install-Recommends=false -o Acquire::Languages=none
    -o Dir::Etc::SourceList="$own/sources.list" -o Dir::Etc::SourceParts=- -o Dir::State::Lists="$own/lists"
    -o Dir::State::status="$own/status" -o Dir::Cache::archives="$own/archives" -o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache=)
  apt-get -qq "${apt[@]}" update
  apt-get -qq "${apt[@]}" --download-only --yes install "$@"
  for directory in bin sbin lib; do ln -s "usr/$directory" "$root/$directory"; done
  for package in "$own"/archives/*.deb; do
    dpkg-deb --fsys-tarfile "$package" | tar --extract --keep-directory-symlink --directory "$root" \
      --exclude './usr/share/doc/*' --exclude './usr/share/man/*'
  done
  chmod 1777 "$root/tmp"
  cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
  printf 'root:x:0:0:root:/root:/bin/sh\n' >"$root/etc/passwd"
  printf 'root:x:0:\n' >"$root/etc/group"
  rm -rf "$own"
}

# A shell and its programs are all busybox, as Alpine has them.
busybox_links() {
  local program
  chroot "$1" busybox --list | while read -r program; do
    [ -e "$1/usr/bin/$program" ] || [ -e "$1/usr/sbin/$program" ] || ln -s busybox "$1/usr/bin/$program"
  done
}

arm64_node() {
  arm64_tree trixie "$1" nodejs busybox-static dumb-init
  busybox_links "$1"
  mkdir -p "$1"/usr/local/{bin,sbin,etc,lib/node_modules}
  install -m 755 "$HERE"/stand-ins.d/{apk,addgroup,adduser,groupadd,useradd} "$1/usr/local/sbin/"
  ln -s ../../bin/node "$1/usr/local/bin/node"
  cp -a "$(npm root --global)/npm" "$1/usr/local/lib/node_modules/"
  ln -s ../lib/node_modules/npm/bin/npm-cli.js "$1/usr/local/bin/npm"
  echo cafile=/etc/ssl/certs/ca-certificates.crt >"$1/usr/local/etc/npmrc"
  printf 'node:x:1000:1000::/home/node:/bin/sh\n' >>"$1/etc/passwd"
  printf 'node:x:1000:\n' >>"$1/etc/group"
}

# DISTROLESS SLIM PREFIX   both images of Python; the files of the prefix are text but for the interpreter.
arm64_python() {
  local program
  arm64_tree bookworm "$1" python3.11 libstdc++6 busybox-static
  ln -s python3.11 "$1/usr/bin/python3"
  cp -a "$1" "$2"
  rm "$1/usr/bin/busybox"
  mkdir -p "$1/home/nonroot"
  printf 'nonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin\n' >>"$1/etc/passwd"
  printf 'nonroot:x:65532:\n' >>"$1/etc/group"
  busybox_links "$2"
  cp -a "$3" "$2/usr/local"
  for program in "$2"/usr/local/bin/python*; do
    [ -L "$program" ] || install -m 755 "$2/usr/bin/python3.11" "$program"
  done
  printf '[global]\ncert=/etc/ssl/certs/ca-certificates.crt\n' >"$2/etc/pip.conf"
}

serve_hub() {
  local port
  port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
  printf 'version: 0.1\nstorage: {filesystem: {rootdirectory: %s}}\nhttp: {addr: "127.0.0.1:%s"}\n' "$HUB/storage" "$port" >"$HUB/config.yml"
  OTEL_TRACES_EXPORTER=none "$BIN/registry3" serve "$HUB/config.yml" &
  registry=$!
  for _ in $(seq 100); do
    if curl --silent --fail "http://127.0.0.1:$port/v2/" >/dev/null; then break; fi
    sleep 0.1
  done
  host=127.0.0.1:$port
}

# NAME IN-ENGINE   the image of amd64, as the engine has it; only builders fetch it, which know zstd.
hub_of_engine() {
  skopeo --insecure-policy copy --quiet --format oci --dest-compress-format zstd --dest-compress-level 1 --dest-tls-verify=false \
    "docker-daemon:$2" "docker://$host/$1-amd64"
}

# NAME TREE WORD...   an image of arm64 with the configuration of the other one.
hub_of_tree() {
  tar --create --directory "$2" . | gzip -1 >"$2.tar.gz"
  "$BIN/crane" append --oci-empty-base --new_tag "$host/$1-arm64" --new_layer "$2.tar.gz"
  "$BIN/crane" mutate --set-platform linux/arm64 "${@:3}" --tag "$host/$1-arm64" "$host/$1-arm64"
}

# NAME PLATFORM...
hub_index() {
  local name=$1 platform manifests=()
  shift
  for platform in "$@"; do manifests+=(--manifest "$host/$name-$platform"); done
  "$BIN/crane" index append --tag "$host/$name" "${manifests[@]}"
}

# The interpreter's prefix is taken from the engine: it is the one that pip was put into.
python_prefix() {
  local container
  container=$(docker create python:3.11-slim-bookworm)
  docker cp "$container:/usr/local" "$1"
  docker rm "$container"
}

hub() {
  local work registry host path=PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin jobs=()
  rm -rf "$HUB"
  mkdir -p "$HUB"
  work=$(mktemp --directory --tmpdir="$SOS_TEST_HOME")
  python_prefix "$work/prefix"
  arm64_node "$work/node" & jobs+=($!)
  arm64_python "$work/distroless" "$work/slim" "$work/prefix" & jobs+=($!)
  serve_hub
  # shellcheck disable=SC2064 # expanded now: the variables are gone when the trap runs
  trap "rm -rf '$work'; kill $registry" EXIT
  hub_of_engine library/golang:1.21-alpine golang:1.21-alpine
  "$BIN/crane" mutate --set-platform linux/arm64 --tag "$host/library/golang:1.21-alpine-arm64" "$host/library/golang:1.21-alpine-amd64"
  hub_of_engine library/python:3.11-slim-bookworm python:3.11-slim-bookworm
  hub_of_engine distroless/python3-debian12:nonroot gcr.io/distroless/python3-debian12:nonroot
  for job in "${jobs[@]}"; do wait "$job"; done
  hub_of_tree library/node:20-alpine "$work/node" --env "$path" --cmd node
  hub_of_tree library/python:3.11-slim-bookworm "$work/slim" --env "$path" --env LANG=C.UTF-8 --cmd python3
  hub_of_tree distroless/python3-debian12:nonroot "$work/distroless" --user 65532 --workdir /home/nonroot \
    --env SSL_CERT_FILE=/etc/ssl/certs/ca-certificates.crt --entrypoint /usr/bin/python3.11
  for name in library/{golang:1.21-alpine,python:3.11-slim-bookworm} distroless/python3-debian12:nonroot; do
    hub_index "$name" amd64 arm64
  done
  # That of amd64 every engine has that the tests use.
  hub_index library/node:20-alpine arm64
  echo "$HUB_EDITION-$EDITION" >"$HUB/edition"
}
