/**
 * Finds out where a Debian archive can be reached: from settings or from the apt sources of a Debian machine or
 * image. Knows no address itself, and neither what is fetched from there nor how.
 */
package io.github.sosapp.debian.archive.mirror;
