/**
 * The tree that the packages of a base make together: paths in a merged /usr, without what a container has no use for,
 * each path owned by one package. Knows nothing of what is produced on top of it.
 */
package io.github.sosapp.debian.rootfs.tree;
