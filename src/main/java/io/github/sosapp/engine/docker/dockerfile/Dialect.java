package io.github.sosapp.engine.docker.dockerfile;

/** What a Dockerfile may say, which depends on who reads it. */
public enum Dialect {
    /** What the classic builder, Podman and BuildKit all understand. */
    COMMON,
    /** Caches that outlive a build, modes of copied files, and compilers that run on the builder's own platform. */
    BUILDKIT
}
