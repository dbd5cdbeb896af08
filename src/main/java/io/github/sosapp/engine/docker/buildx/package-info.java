/**
 * Lets the user's own builders of {@code docker buildx} carry Dockerfiles out, on as many machines as they have, and takes
 * what they made. Makes, changes and removes no builder, and knows no registry.
 */
package io.github.sosapp.engine.docker.buildx;
