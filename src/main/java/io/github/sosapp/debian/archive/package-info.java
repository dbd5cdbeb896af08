/**
 * Brings lists of packages and packages from a Debian archive: finds a mirror, believes only what the archive's keys have
 * signed, and keeps verified files in the user's cache. Knows neither what the packages are for nor how images are made.
 */
package io.github.sosapp.debian.archive;
