/**
 * Talks to Docker Engine and what behaves like it (Podman, Colima, Docker Desktop): finds it, agrees on a version, hands
 * images over. The only package that sees docker-java; nothing of docker-java leaves it.
 */
package io.github.sosapp.engine.docker;
