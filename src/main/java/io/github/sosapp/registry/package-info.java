/**
 * Talks to registries as the OCI distribution specification says: pushes an image layout, reads remote images, explains
 * refusals. Knows image values and the wire, nothing of settings, goals or Maven.
 */
package io.github.sosapp.registry;
