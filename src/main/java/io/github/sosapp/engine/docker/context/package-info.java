/**
 * Decides what a build in an engine gets to see of a module, and writes that as one stream: ignore files with BuildKit's
 * meaning, no secrets, links as links, the same bytes on every machine. Knows files and archives, nothing of engines.
 */
package io.github.sosapp.engine.docker.context;
