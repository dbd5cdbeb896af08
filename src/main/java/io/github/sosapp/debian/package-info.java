/**
 * Bases made of Debian packages: which packages, at which versions, and the layers they become. Knows neither services nor
 * settings; what to assemble is said by the caller, and where archives are is found by {@code archive}.
 */
package io.github.sosapp.debian;
