/**
 * Writes layers: what goes into a tar archive, in which order, with which identity, and how it is compressed. The same
 * entries give the same bytes on every machine, with any number of threads. Knows files and bytes, nothing of images.
 */
package io.github.sosapp.image.layer;
