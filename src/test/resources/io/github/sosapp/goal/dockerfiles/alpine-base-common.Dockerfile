ARG BUILD_DATE="1970-01-01T00:00:00Z"
ARG GIT_COMMIT="unknown"
ARG VERSION="1.4.0"

# Installs the packages into a directory of their own; no script of a package runs, and what only people need is left out.
FROM alpine:3.20 AS builder
# hadolint ignore=DL3018
RUN apk add --no-cache --initdb --no-scripts --root /rootfs \
        --keys-dir /etc/apk/keys --repositories-file /etc/apk/repositories python3 ca-certificates-bundle tzdata \
    && rm -rf /rootfs/bin/busybox /rootfs/bin/sh /rootfs/usr/bin/ssl_client /rootfs/sbin/apk \
        /rootfs/etc/apk /rootfs/etc/busybox-paths.d /rootfs/var/cache/apk /rootfs/dev/* \
    && cp -L /etc/alpine-release /etc/os-release /rootfs/etc/ \
    && test -z "$(find /rootfs/bin /rootfs/sbin /rootfs/usr/bin /rootfs/usr/sbin -name '*busybox' -o -name '*sh' -o -name apk)" \
    && mkdir -p /rootfs/app /rootfs/etc /rootfs/tmp /rootfs/usr/local/bin \
    && printf '%s\n' root:x:0: nonroot:x:65532: >/rootfs/etc/group \
    && printf '%s\n' root:x:0:0:root:/root:/sbin/nologin nonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin >/rootfs/etc/passwd \
    && chmod 1777 /rootfs/tmp \
    && ln -sfn /usr/bin/python3 /rootfs/usr/local/bin/python

FROM scratch AS production
COPY --from=builder /rootfs/ /
ENV PATH="/usr/local/bin:/usr/bin:/bin"
ENV LANG="C.UTF-8"
ENV PYTHONUNBUFFERED="1"
WORKDIR /app
USER 65532:65532
ENTRYPOINT ["/usr/local/bin/python"]
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
