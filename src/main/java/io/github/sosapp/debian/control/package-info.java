/**
 * Reads Debian control data and chooses packages: versions, stanzas, relations, indices and the dependency resolver, as the
 * Debian Policy Manual (chapters 5 and 7) describes them. Knows neither network, cache nor signature: whoever hands over a
 * stream has checked where it comes from.
 */
package io.github.sosapp.debian.control;
