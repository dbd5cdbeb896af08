/**
 * Values of the OCI image specification: digests, descriptors, platforms, references, configurations, manifests and
 * indices. JSON documents keep their bytes beside the parsed view, because digests are over bytes. Knows no registry, no
 * engine and no Maven.
 */
package io.github.sosapp.image;
