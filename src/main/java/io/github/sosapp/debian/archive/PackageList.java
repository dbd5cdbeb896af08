package io.github.sosapp.debian.archive;

import io.github.sosapp.debian.archive.ReleaseFile.IndexFile;
import io.github.sosapp.debian.control.PackageIndex;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Digest;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.zip.GZIPInputStream;
import org.tukaani.xz.XZInputStream;

/**
 * One list of packages of a suite, as it lies in the cache. It is unpacked while it is read, and never to more than its
 * signed size.
 *
 * @param name such as {@code bookworm-updates/main}
 * @param file verified
 * @param packed what the suite says of {@code file}
 * @param plain what the suite says of it unpacked
 */
record PackageList(String name, Path file, IndexFile packed, IndexFile plain) {

    private static final int MOST_XZ_KIBIBYTES = 128 << 10;

    void addTo(PackageIndex.Collector packages) {
        try (Unpacked content = new Unpacked(unpacker(), plain)) {
            packages.add(content, name);
            content.finish();
        } catch (IOException e) {
            throw refused(e);
        }
    }

    private InputStream unpacker() throws IOException {
        InputStream raw = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        if (packed.path().endsWith(".xz")) {
            return new XZInputStream(raw, MOST_XZ_KIBIBYTES);
        }
        return packed.path().endsWith(".gz") ? new GZIPInputStream(raw, 1 << 16) : raw;
    }

    private BuildFailure refused(IOException failure) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException stays) {
            failure.addSuppressed(stays);
        }
        return BuildFailure.ofWorld("the list of packages of " + name + " cannot be believed")
                .because("it does not unpack to what the archive has signed: " + failure.getMessage())
                .asked(packed.path())
                .causedBy(failure)
                .remedy("set another mirror as sos.debian.mirror; if it says the same, report it to whoever runs the"
                        + " archive");
    }

    /** Counts and hashes what comes out. */
    private static final class Unpacked extends FilterInputStream {

        private final IndexFile expected;
        private final MessageDigest sha256 = Digest.sha256();
        private long seen;

        Unpacked(InputStream input, IndexFile expected) {
            super(input);
            this.expected = expected;
        }

        @Override
        public int read() throws IOException {
            byte[] single = new byte[1];
            int count = read(single, 0, 1);
            return count < 0 ? count : single[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = in.read(bytes, offset, length);
            if (count > 0) {
                seen += count;
                if (seen > expected.size()) {
                    throw new IOException("it is longer than " + expected.size() + " bytes");
                }
                sha256.update(bytes, offset, count);
            }
            return count;
        }

        void finish() throws IOException {
            byte[] rest = new byte[1 << 16];
            while (read(rest, 0, rest.length) >= 0) {
                continue;
            }
            if (seen != expected.size()) {
                throw new IOException("it has " + seen + " bytes instead of " + expected.size());
            }
            if (!Digest.finish(sha256).equals(expected.sha256())) {
                throw new IOException("its SHA-256 is another");
            }
        }
    }
}
