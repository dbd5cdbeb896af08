package io.github.sosapp.registry;

import io.github.sosapp.http.RequestBody;
import io.github.sosapp.image.Descriptor;
import io.github.sosapp.image.Digest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.function.LongConsumer;

/**
 * A blob file on its way to a registry. Its digest is computed while it is read, and its last piece is handed out only
 * when the digest is right, so a file that was altered on disk is never complete at the other end.
 */
final class VerifiedBlob implements RequestBody {

    private final Descriptor blob;
    private final Path file;
    private final LongConsumer sent;

    VerifiedBlob(Descriptor blob, Path file, LongConsumer sent) {
        this.blob = blob;
        this.file = file;
        this.sent = sent;
    }

    @Override
    public long length() {
        return blob.size();
    }

    @Override
    public InputStream open() throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException("the blob " + blob.digest().abbreviated() + " is missing in the layout");
        }
        if (Files.size(file) != blob.size()) {
            throw altered();
        }
        return new Checking(Files.newInputStream(file));
    }

    private IOException altered() {
        return new IOException("the blob " + blob.digest().abbreviated() + " was altered on disk since it was built");
    }

    private final class Checking extends FilterInputStream {

        private final MessageDigest sha256 = Digest.sha256();
        private long read;

        Checking(InputStream content) {
            super(content);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int count = super.read(buffer, offset, length);
            if (count > 0) {
                sha256.update(buffer, offset, count);
                read += count;
                if (read == blob.size() && !Digest.finish(sha256).equals(blob.digest())) {
                    throw altered();
                }
                sent.accept(read);
            }
            return count;
        }
    }
}
