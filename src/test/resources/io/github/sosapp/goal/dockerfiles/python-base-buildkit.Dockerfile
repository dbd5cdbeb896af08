ARG BUILD_DATE="1970-01-01T00:00:00Z"
ARG GIT_COMMIT="unknown"
ARG VERSION="1.4.0"

# Installs the packages where the Python of the image below looks for them.
FROM python:3.11-slim-bookworm AS builder
COPY .sos/requirements-*.txt /tmp/requirements/
RUN --mount=type=cache,target=/root/.cache/pip pip install --disable-pip-version-check \
        --no-deps --ignore-installed --only-binary :all: --prefix /rootfs/usr/local \
        --requirement "/tmp/requirements/requirements-$(dpkg --print-architecture).txt" \
    && mv /rootfs/usr/local/lib/python3.11/site-packages /rootfs/usr/local/lib/python3.11/dist-packages \
    && python -m compileall -q -f --invalidation-mode unchecked-hash -s /rootfs /rootfs/usr/local/lib/python3.11/dist-packages
RUN mkdir -p /rootfs/app /rootfs/usr/local/bin \
    && ln -sfn /usr/bin/python3.11 /rootfs/usr/local/bin/python3.11 \
    && ln -sfn python3.11 /rootfs/usr/local/bin/python3 \
    && ln -sfn python3.11 /rootfs/usr/local/bin/python

FROM gcr.io/distroless/python3-debian12:nonroot AS production
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
