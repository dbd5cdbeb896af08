package io.github.sosapp.image.gzip;

/**
 * How hard the encoder looks for repetitions. The numbers decide bytes: changing one means a new {@link
 * DeflateEncoder#VERSION}.
 */
public enum Effort {
    /**
     * For what is compressed once and then shared by many, hundreds of megabytes at a time: looks at the two newest
     * candidates alone, by {@link RecentFinder}, and never at the next position.
     */
    LIGHT(2, 0, 32, 0),
    FAST(6, 16, 32, 6),
    NORMAL(96, 32, 130, 16),
    BEST(600, 64, 258, 64);

    /** Candidates that are looked at for one position. */
    final int chain;

    /** A match of this length halves the effort of looking for a better one at the next position. */
    final int good;

    /** A match of this length is taken without looking further. */
    final int enough;

    /** Candidates that are looked at for the position after a match. */
    final int lazyChain;

    Effort(int chain, int good, int enough, int lazyChain) {
        this.chain = chain;
        this.good = good;
        this.enough = enough;
        this.lazyChain = lazyChain;
    }
}
