/**
 * Decides whose signature on a list of packages is believed; the only place that sees the OpenPGP library. Knows neither
 * what the signed text means nor where it came from.
 */
package io.github.sosapp.debian.archive.signature;
