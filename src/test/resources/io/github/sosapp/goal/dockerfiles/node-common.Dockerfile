ARG BUILD_DATE="1970-01-01T00:00:00Z"
ARG GIT_COMMIT="unknown"
ARG VERSION="1.4.0"

# Node.js with security updates, an init process, and the user that services run as.
FROM node:20-alpine AS base
# hadolint ignore=DL3017,DL3018
RUN apk upgrade --no-cache \
    && apk add --no-cache dumb-init \
    && addgroup -S -g 1001 nodejs \
    && adduser -S -D -H -h /app -s /sbin/nologin -u 1001 -G nodejs nodejs
WORKDIR /app

# The packages that the service runs with.
FROM base AS dependencies
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund \
    && npm cache clean --force \
    && rm -f node_modules/.package-lock.json

# The service's own files, compiled.
FROM base AS build
COPY package.json package-lock.json ./
RUN npm ci --include=dev --ignore-scripts --no-audit --no-fund
COPY . .
RUN npm run build

# All packages and sources; what changes is compiled and started anew, with a debugger on port 9229.
FROM base AS development
COPY package.json package-lock.json ./
RUN npm ci --include=dev --ignore-scripts --no-audit --no-fund \
    && npm cache clean --force \
    && rm -f node_modules/.package-lock.json \
    && chown 1001:1001 /app
COPY .sos/development.mjs /opt/development.mjs
COPY --chown=1001:1001 . .
USER 1001:1001
RUN npm run build --logs-max=0 --no-update-notifier \
    && rm -rf .npm
ENV NODE_ENV="development"
ENV PORT="3000"
ENV npm_package_version="1.4.0"
WORKDIR /app
EXPOSE 3000/tcp
EXPOSE 9229/tcp
USER 1001:1001
HEALTHCHECK --interval=30s --timeout=10s --start-period=40s --retries=3 \
    CMD ["node", "-e", "require('http').get({host:'127.0.0.1',port:process.env.PORT||3000,path:'/health'},r=>process.exit(r.statusCode<400?0:1)).on('error',()=>process.exit(1))"]
ENTRYPOINT ["dumb-init", "--", "node", "/opt/development.mjs", "node_modules/typescript/bin/tsc", "--watch", "--preserveWatchOutput", "--", "--inspect=0.0.0.0:9229", "dist/index.js"]
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

# What the service runs with, and nothing that built it.
FROM base AS production
COPY --from=dependencies /app/node_modules ./node_modules
COPY --from=build /app/package.json ./package.json
COPY --from=build /app/dist ./dist
ENV NODE_ENV="production"
ENV PORT="3000"
ENV npm_package_version="1.4.0"
WORKDIR /app
EXPOSE 3000/tcp
USER 1001:1001
HEALTHCHECK --interval=30s --timeout=10s --start-period=40s --retries=3 \
    CMD ["node", "-e", "require('http').get({host:'127.0.0.1',port:process.env.PORT||3000,path:'/health'},r=>process.exit(r.statusCode<400?0:1)).on('error',()=>process.exit(1))"]
ENTRYPOINT ["dumb-init", "--", "node", "dist/index.js"]
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
