/**
 * Assembles base layers from signed Debian packages. Knows nothing of Maven, of services and of the image that is put on
 * top.
 */
package io.github.sosapp.debian;
