package io.github.sosapp.debian.rootfs.deb;

import io.github.sosapp.debian.rootfs.deb.Decompression.Piece;
import io.github.sosapp.debian.rootfs.deb.UnpackedPackages.Unpacked;
import io.github.sosapp.failure.BuildFailure;
import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;

/** Opens packages, several at a time. The result, and which failure is told, do not depend on the number of threads. */
public final class PackageReader {

    private static final long LARGEST = 10L << 30;
    private static final long ALWAYS_ALLOWED = 64L << 20;

    // A tar archive of very small files is four times as large as what du counts; twice that is for honest mistakes.
    private static final int MOST_BYTES_PER_INSTALLED = 8;

    private final int threads;
    private final Path workDirectory;
    private final UnpackedPackages unpacked;
    private final ReentrantLock turn = new ReentrantLock(true);

    /**
     * @param workDirectory for temporary files as large as the packages are unpacked
     * @param unpacked packages that need not be decompressed
     */
    public PackageReader(int threads, Path workDirectory, UnpackedPackages unpacked) {
        this.threads = threads;
        this.workDirectory = workDirectory;
        this.unpacked = unpacked;
    }

    /** One package on its way; {@code deb} is null when it was unpacked before. */
    private record Opening(PackageFile about, PackageControl control, Spool spool, DebFile deb, List<Piece> pieces)
            implements Closeable {

        void closePackage() throws IOException {
            if (deb != null) {
                deb.close();
            }
        }

        @Override
        public void close() throws IOException {
            try (spool) {
                closePackage();
            }
        }
    }

    /**
     * Opens all packages, or none; the caller closes them.
     *
     * @return in the order of {@code packages}
     * @throws BuildFailure for the first package that cannot be used
     */
    public List<PackageContent> read(List<PackageFile> packages) throws IOException {
        List<Opening> openings = new ArrayList<>();
        List<PackageContent> contents = new ArrayList<>();
        try {
            for (PackageFile about : packages) {
                openings.add(begin(about));
            }
            decompressInTurn(openings);
            for (Opening opening : openings) {
                contents.add(finish(opening));
            }
            return contents;
        } finally {
            for (Opening opening : openings) {
                if (contents.size() == packages.size()) {
                    opening.closePackage();
                } else {
                    opening.close();
                }
            }
        }
    }

    private Opening begin(PackageFile about) throws IOException {
        Optional<Unpacked> known = unpacked.find(about);
        if (known.isPresent()) {
            return begin(about, known.get());
        }
        Spool spool = Spool.in(workDirectory);
        try {
            return begin(DebFile.open(about), spool);
        } catch (NoSuchFileException | BuildFailure e) {
            spool.close();
            throw e;
        } catch (IOException | IllegalArgumentException e) {
            spool.close();
            throw PackageFailures.damaged(about, e);
        }
    }

    private static Opening begin(PackageFile about, Unpacked known) throws IOException {
        try {
            return new Opening(about, PackageControl.read(about, known.control()), known.data(), null, List.of());
        } catch (IOException | RuntimeException e) {
            known.data().close();
            throw e;
        }
    }

    private static Opening begin(DebFile deb, Spool spool) throws IOException {
        try {
            PackageControl control = PackageControl.read(deb);
            long installed = control.installedKibibytes() * 1024;
            long limit = Math.min(LARGEST, Math.max(ALWAYS_ALLOWED, installed * MOST_BYTES_PER_INSTALLED));
            return new Opening(deb.about(), control, spool, deb, Decompression.pieces(deb, spool, limit));
        } catch (IOException | RuntimeException e) {
            deb.close();
            throw e;
        }
    }

    private PackageContent finish(Opening opening) {
        PackageFile about = opening.about;
        try {
            return new PackageContent(
                    about, opening.control, PackageEntries.read(about, opening.spool), opening.spool, unpacked);
        } catch (IOException e) {
            throw PackageFailures.damaged(about, e);
        }
    }

    private record Started(PackageFile about, int order, Piece piece) {}

    // Platforms are read at the same time, but decoders must share the processor's cache: each goes to and fro in 8
    // MiB.
    // And what comes after the first platform keeps processors busy wherever the second leaves some.
    private void decompressInTurn(List<Opening> openings) throws IOException {
        if (openings.stream().allMatch(opening -> opening.pieces.isEmpty())) {
            return;
        }
        try {
            turn.lockInterruptibly();
        } catch (InterruptedException e) {
            throw interrupted();
        }
        try {
            decompress(openings);
        } finally {
            turn.unlock();
        }
    }

    // Heavy pieces first, so that no thread is left with one when the others are done.
    private void decompress(List<Opening> openings) throws IOException {
        List<Started> pieces = new ArrayList<>();
        for (Opening opening : openings) {
            for (Piece piece : opening.pieces) {
                pieces.add(new Started(opening.about, pieces.size(), piece));
            }
        }
        List<Future<?>> running =
                new ArrayList<>(pieces.stream().map(piece -> (Future<?>) null).toList());
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try {
            pieces.stream()
                    .sorted(Comparator.comparingLong((Started started) -> -started.piece.weight())
                            .thenComparingInt(Started::order))
                    .forEach(started -> running.set(started.order, pool.submit(() -> {
                        started.piece.work().run();
                        return null;
                    })));
            for (Started started : pieces) {
                await(started.about, running.get(started.order));
            }
        } finally {
            pool.shutdownNow();
        }
    }

    private static void await(PackageFile about, Future<?> piece) throws IOException {
        try {
            piece.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof BuildFailure failure) {
                throw failure;
            }
            if (e.getCause() instanceof IOException failure) {
                throw failure;
            }
            throw new IllegalStateException("decompressing " + about, e.getCause());
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private static IOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("the build was stopped");
    }
}
