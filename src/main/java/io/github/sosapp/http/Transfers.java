package io.github.sosapp.http;

/** Told what is fetched and how far it is, by any thread; for whoever shows it to people. */
public interface Transfers {

    /** For those whom nobody watches. */
    Transfers UNWATCHED = bytes -> new Transfer() {
        @Override
        public void reached(long there) {}

        @Override
        public void close() {}
    };

    /**
     * Begins one that ends when it is closed, well or not.
     *
     * @param bytes that are to come
     */
    Transfer begin(long bytes);

    /** Something that is fetched, in one piece or several. */
    interface Transfer extends AutoCloseable {

        /** @param there bytes so far; may be fewer than before, when a server has to begin again */
        void reached(long there);

        @Override
        void close();
    }
}
