/**
 * Carries calls to an engine and answers back, over the sockets of the JDK: HTTP/1.1, one connection for each call. It knows
 * nothing of what is asked, and nothing of images.
 */
package io.github.sosapp.engine.docker.wire;
