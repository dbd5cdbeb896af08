/**
 * Assembles the layers of a base from verified Debian packages, without Docker, root or a script of a package. Knows
 * neither where packages come from nor which a base needs.
 *
 * <p>What differs from an installed system: nothing is set-user-id or set-group-id, everything but homes belongs to root,
 * a hard link is a second file, what {@code cut-rules.txt} lists is left out, and {@code rootfs.effect} stands in for the
 * scripts.
 */
package io.github.sosapp.debian.rootfs;
