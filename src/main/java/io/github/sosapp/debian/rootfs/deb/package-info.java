/**
 * Reads Debian packages (deb(5)) as entries of layers, without unpacking them to the disk and without trusting them:
 * set-user-id and set-group-id bits are dropped, everything belongs to root, a hard link becomes a second file with the
 * same content, and what no honest package holds is refused. Knows one package at a time, nothing of the tree it is for.
 */
package io.github.sosapp.debian.rootfs.deb;
