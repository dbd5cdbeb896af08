ARG BUILD_DATE="1970-01-01T00:00:00Z"
ARG GIT_COMMIT="unknown"
ARG VERSION="1.4.0"

# Installs the packages into an environment of their own and compiles all modules.
FROM python:3.11-slim-bookworm AS builder
RUN python -m venv --without-pip --system-site-packages /opt/venv
COPY requirements.txt /tmp/requirements/
RUN --mount=type=cache,target=/root/.cache/pip pip --python /opt/venv/bin/python install --disable-pip-version-check \
        --no-deps --only-binary :all: --requirement "/tmp/requirements/requirements.txt"
# From here on the environment is that of the Python in the image below.
RUN rm -rf /opt/venv/bin/[Aa]ctivate* /opt/venv/include /opt/venv/lib64 \
    && mkdir -p /opt/venv /opt/venv/bin \
    && printf '%s\n' 'home = /usr/bin' 'include-system-site-packages = true' 'version = 3.11.2' >/opt/venv/pyvenv.cfg \
    && ln -sfn /usr/bin/python3.11 /opt/venv/bin/python \
    && ln -sfn python /opt/venv/bin/python3 \
    && ln -sfn python /opt/venv/bin/python3.11
COPY src /app/src
RUN python -m compileall -q --invalidation-mode unchecked-hash /opt/venv/lib /app

FROM gcr.io/distroless/python3-debian12:nonroot AS production
COPY --from=builder /opt/venv /opt/venv
COPY --from=builder /app /app
ENV PATH="/opt/venv/bin:/usr/local/bin:/usr/bin:/bin"
ENV LANG="C.UTF-8"
ENV PYTHONPATH="/app"
ENV PYTHONUNBUFFERED="1"
ENV SERVICE_NAME="emergency-service"
ENV SERVICE_VERSION="1.4.0"
ENV SERVICE_PORT="8000"
WORKDIR /app
EXPOSE 8000/tcp
USER 65532:65532
HEALTHCHECK --interval=30s --timeout=10s --start-period=40s --retries=3 \
    CMD ["python", "-I", "-S", "-c", "import os,socket,sys;p=int(os.environ.get('SERVICE_PORT','8000'));s=socket.create_connection(('127.0.0.1',p),5);s.sendall(b'GET /health HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n');a=s.makefile('rb').readline();sys.exit(0 if a[9:10]==b'2' else '/health answered: '+a.decode('latin-1').strip())"]
ENTRYPOINT ["python", "-m", "src.main"]
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
