/**
 * Writes layers: what goes into a tar archive, in which order, with which identity, and how it is compressed. The same
 * entries give the same bytes on every machine, with any number of threads. Knows files and bytes, nothing of images.
 *
 * <h2>The format, version 1</h2>
 *
 * <ul>
 *   <li>Archive: entries sorted by the UTF-8 bytes of their path, stored without leading slash, directories with a slash
 *       at the end, each parent directory present. ustar headers, a pax record only for a name or link target that is
 *       not ASCII or too long, a size above 8 GiB, an owner above 2,097,151. No owner names, one time for all, two empty
 *       records at the end.
 *   <li>Cuts: a block ends before an entry when it has at least 128 KiB and the upper five bits of the hash of the
 *       entry's path are zero ({@link io.github.sosapp.image.layer.TarBlocks#pathHash}), or when the entry would bring
 *       it above 512 KiB. A file above 256 KiB starts a block and is cut whenever that has
 *       512 KiB: pieces of 256 KiB made a large text 3 % larger than one stream, these 1 %.
 *   <li>Block: see {@link io.github.sosapp.image.gzip}; with zstd, one frame per block.
 * </ul>
 *
 * <p>The cuts depend on paths, not on sizes, because then an edit moves few of them: after it, one block is new and the
 * others are copied from the blob of the last build.
 */
package io.github.sosapp.image.layer;
