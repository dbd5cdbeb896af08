/**
 * Produces what the maintainer scripts of packages would have made on an installed system, because scripts never run
 * here. Each class looks at the tree of files and gives entries to add; none knows which layer they go to.
 */
package io.github.sosapp.debian.rootfs.effect;
