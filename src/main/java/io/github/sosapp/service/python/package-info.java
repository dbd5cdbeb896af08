/**
 * Says how a Python service becomes an image: an environment of wheels in {@code /opt/venv} and the sources in {@code /app}
 * on top of a Python that the base brings; and how a folder becomes a base for many of them. Starts no process and asks no
 * index; which packages are needed is read by the subpackage lock, and what wheels are is known to the package python.
 */
package io.github.sosapp.service.python;
