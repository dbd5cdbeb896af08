/**
 * Decodes LZMA2, which is what Debian packages are compressed with, in four fifths of the time of the library that reads
 * the rest of the xz format: assembling a base is mostly this. Knows chunks of bytes, neither files nor packages.
 */
package io.github.sosapp.debian.lzma;
