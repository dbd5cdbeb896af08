/**
 * Compresses bytes to gzip in pure Java, the same on every JDK: the zlib that a JDK carries differs between vendors and
 * distributions, so its bytes cannot be promised. Knows arrays of bytes, nothing of files and layers.
 *
 * <h2>The format, version 2</h2>
 *
 * <p>Any change of bytes for the same input raises {@link io.github.sosapp.image.gzip.DeflateEncoder#VERSION}.
 *
 * <ul>
 *   <li>Member: header {@code 1f 8b 08 00 00000000 00 ff} (no name, no time, no flags, system unknown), blocks, empty
 *       final block {@code 03 00}, CRC-32 and length. No block is special, so any of them can be replaced.
 *   <li>Block: up to 1 MiB of input; matches never reach back before it. It becomes one or more deflate blocks and ends
 *       with a sync flush (an empty stored block), so that it fills whole bytes.
 *   <li>Matches: 3 to 258 bytes, up to 32,768 back. Chains by a hash of four bytes, and the newest position for a hash
 *       of three (used up to 4,096 back); both hashes are the upper 15 bits of a product with {@code 0x9E3779B1}. The
 *       longest match wins, the nearest of equal length. {@link io.github.sosapp.image.gzip.Effort} has the limits.
 *   <li>Lazy matching: a match gives way to one at the next position that is not shorter and gains more than two
 *       quarters of a byte, where a byte of length counts four and each halving of the distance one.
 *   <li>Deflate blocks: the symbols are taken in stretches of 4,096. A stretch joins the block before it when that is
 *       not larger than two blocks. Each block is stored, fixed or dynamic, whichever is smallest, in this order when
 *       equal.
 *   <li>Codes: Huffman by frequency, then by symbol; longer than the limit (15, 7) are cut to it, and for each excess
 *       the longest shorter code grows by one bit. At least two symbols of each alphabet have a code.
 *   <li>{@link io.github.sosapp.image.gzip.Effort#LIGHT} differs: matches of 4 to 258 bytes with the two newest positions
 *       of the same hash of four bytes, the longer one taken at once and the second not asked for when the first has 32;
 *       stretches of 8,192.
 * </ul>
 */
package io.github.sosapp.image.gzip;
