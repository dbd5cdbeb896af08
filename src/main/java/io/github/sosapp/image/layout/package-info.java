/**
 * The OCI image layout on disk (image-spec, image-layout.md): read, written and checked. Everything after a build starts
 * from it. Knows the values of {@code image} and nothing of registries or engines.
 */
package io.github.sosapp.image.layout;
