ARG BUILD_DATE="1970-01-01T00:00:00Z"
ARG GIT_COMMIT="unknown"
ARG VERSION="1.4.0"

# Compiles and packs the program, and gathers what the image holds besides.
FROM golang:1.21-alpine AS builder
# hadolint ignore=DL3018
RUN apk add --no-cache ca-certificates git tzdata upx
ENV CGO_ENABLED="0"
ENV GO111MODULE="on"
ENV GOENV="off"
ENV GOEXPERIMENT=""
ENV GOFIPS140="off"
ENV GOFLAGS=""
ENV GOTOOLCHAIN="go1.21.13"
ENV GOWORK="off"
RUN mkdir -p /rootfs/etc /rootfs/tmp \
    && printf '%s\n' root:x:0: goapp:x:1001: nobody:x:65534: >/rootfs/etc/group \
    && printf '%s\n' root:x:0:0:root:/:/sbin/nologin goapp:x:1001:1001:goapp:/:/sbin/nologin nobody:x:65534:65534:nobody:/:/sbin/nologin >/rootfs/etc/passwd \
    && chmod 1777 /rootfs/tmp \
    && mkdir -p /rootfs/etc/ssl/certs /rootfs/usr/share \
    && cp /etc/ssl/certs/ca-certificates.crt /rootfs/etc/ssl/certs/ \
    && cp -R /usr/share/zoneinfo /rootfs/usr/share/
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
# Empty in a builder that knows one platform alone: then Go compiles for its own.
ARG TARGETOS
ARG TARGETARCH
ARG TARGETVARIANT
ARG VERSION
ARG BUILD_DATE
ARG GIT_COMMIT
RUN if [ "${TARGETARCH}" = arm ]; then export GOARM="${TARGETVARIANT#v}"; fi \
    && GOOS="${TARGETOS}" GOARCH="${TARGETARCH}" go build -mod=readonly -buildvcs=false -trimpath \
        -ldflags "-s -w -buildid= -X 'main.Version=${VERSION}' -X 'main.BuildDate=${BUILD_DATE}' -X 'main.GitCommit=${GIT_COMMIT}'" \
        -o /tmp/app ./cmd
# A program for another processor, or one that needs a C library, gets no further.
RUN processor="$(go env GOHOSTARCH)" \
    && go version -m /tmp/app >/tmp/app.txt \
    && grep -q "GOARCH=${TARGETARCH:-${processor}}" /tmp/app.txt \
    && grep -q "CGO_ENABLED=0" /tmp/app.txt \
    && if [ "${TARGETARCH:-${processor}}" = "${processor}" ]; then \
        timeout 10 /tmp/app --version || echo "the program does not answer --version"; \
    fi
RUN cp /tmp/app /rootfs/app

# Compiles the program as a debugger likes it, and the debugger.
FROM golang:1.21-alpine AS debugger
# hadolint ignore=DL3018
RUN apk add --no-cache git
ENV CGO_ENABLED="0"
ENV GO111MODULE="on"
ENV GOENV="off"
ENV GOEXPERIMENT=""
ENV GOFIPS140="off"
ENV GOFLAGS=""
ENV GOTOOLCHAIN="go1.21.13"
ENV GOWORK="off"
ARG TARGETOS
ARG TARGETARCH
COPY .sos/ /opt/
RUN export GOOS="${TARGETOS}" GOARCH="${TARGETARCH}" \
    && go build -C /opt/delve -mod=readonly -trimpath -ldflags "-s -w" -o /out/dlv github.com/go-delve/delve/cmd/dlv \
    && go build -C /opt/reload -mod=readonly -trimpath -ldflags "-s -w" -o /out/reload .
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION
ARG BUILD_DATE
ARG GIT_COMMIT
RUN GOOS="${TARGETOS}" GOARCH="${TARGETARCH}" go build -mod=readonly -buildvcs=false -trimpath \
        -gcflags "all=-N -l" \
        -ldflags "-buildid= -X 'main.Version=${VERSION}' -X 'main.BuildDate=${BUILD_DATE}' -X 'main.GitCommit=${GIT_COMMIT}'" \
        -o /out/app ./cmd \
    && go mod vendor

# Has the whole toolchain, Delve on port 2345, and compiles anew what changes in /src.
FROM golang:1.21-alpine AS development
# hadolint ignore=DL3018
RUN apk add --no-cache ca-certificates curl git tzdata \
    && mkdir -p /etc /tmp \
    && printf '%s\n' root:x:0: goapp:x:1001: nobody:x:65534: >/etc/group \
    && printf '%s\n' root:x:0:0:root:/:/sbin/nologin goapp:x:1001:1001:goapp:/:/sbin/nologin nobody:x:65534:65534:nobody:/:/sbin/nologin >/etc/passwd \
    && chmod 1777 /tmp
COPY --from=debugger /out/dlv /out/reload /usr/local/bin/
COPY --from=debugger /src /src
COPY --from=debugger /out/app /app
ENV PATH="/usr/local/go/bin:/usr/local/bin:/usr/bin:/bin"
ENV HOME="/tmp"
ENV GOCACHE="/tmp/go-build"
ENV GOPATH="/tmp/go"
ENV GOTOOLCHAIN="local"
ENV CGO_ENABLED="0"
WORKDIR /
EXPOSE 2345/tcp
EXPOSE 8080/tcp
USER 1001:1001
HEALTHCHECK --interval=30s --timeout=10s --start-period=40s --retries=3 \
    CMD ["/usr/bin/curl", "-f", "-s", "-S", "-o", "/dev/null", "http://127.0.0.1:8080/health"]
ENTRYPOINT ["/usr/local/bin/reload", "-program=/app", "-source=/src", "-mounted=/mounted", "-copied=/tmp/src", "-made=/tmp/app", "-build=-mod=vendor\n-buildvcs=false\n-trimpath\n-gcflags\nall=-N -l\n-ldflags\n-buildid= -X main.Version=1.4.0 -X main.BuildDate=1970-01-01T00:00:00Z -X main.GitCommit=unknown\n./cmd", "-listen=:2345", "--"]
LABEL org.opencontainers.image.description="Takes emergency calls"
LABEL org.opencontainers.image.licenses="Apache-2.0"
LABEL org.opencontainers.image.title="Emergency service"
LABEL org.opencontainers.image.url="https://example.com/emergency"
LABEL org.opencontainers.image.vendor="SOS"
LABEL team="emergency"
ARG BUILD_DATE
LABEL org.opencontainers.image.created="${BUILD_DATE}"
ARG VERSION
LABEL org.opencontainers.image.version="${VERSION}"

# For whoever must look into a running container: a shell, curl, and a health check.
FROM alpine:3.22 AS production-alpine
# hadolint ignore=DL3018
RUN apk add --no-cache ca-certificates curl
COPY --from=builder /rootfs/ /
WORKDIR /
EXPOSE 8080/tcp
USER 1001:1001
HEALTHCHECK --interval=30s --timeout=10s --start-period=40s --retries=3 \
    CMD ["wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8080/health"]
ENTRYPOINT ["/app"]
LABEL org.opencontainers.image.description="Takes emergency calls"
LABEL org.opencontainers.image.licenses="Apache-2.0"
LABEL org.opencontainers.image.title="Emergency service"
LABEL org.opencontainers.image.url="https://example.com/emergency"
LABEL org.opencontainers.image.vendor="SOS"
LABEL team="emergency"
ARG BUILD_DATE
LABEL org.opencontainers.image.created="${BUILD_DATE}"
ARG VERSION
LABEL org.opencontainers.image.version="${VERSION}"

# The program, certificates, time zones and its user; nothing else.
FROM scratch AS production
COPY --from=builder /rootfs/ /
WORKDIR /
EXPOSE 8080/tcp
USER 1001:1001
ENTRYPOINT ["/app"]
LABEL org.opencontainers.image.description="Takes emergency calls"
LABEL org.opencontainers.image.licenses="Apache-2.0"
LABEL org.opencontainers.image.title="Emergency service"
LABEL org.opencontainers.image.url="https://example.com/emergency"
LABEL org.opencontainers.image.vendor="SOS"
LABEL team="emergency"
ARG BUILD_DATE
LABEL org.opencontainers.image.created="${BUILD_DATE}"
ARG VERSION
LABEL org.opencontainers.image.version="${VERSION}"
