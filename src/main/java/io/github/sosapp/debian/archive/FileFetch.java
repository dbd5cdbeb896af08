package io.github.sosapp.debian.archive;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.http.Download;
import io.github.sosapp.http.Expected;
import io.github.sosapp.http.HttpFailure;
import io.github.sosapp.http.HttpTransport;
import io.github.sosapp.http.Reply;
import io.github.sosapp.http.ReplyTarget;
import io.github.sosapp.http.Request;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.cache.BlobStore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongConsumer;

/** Brings single files whose digest is known into the cache. A file that is not exactly that never gets there. */
final class FileFetch {

    private final HttpTransport http;
    private final BlobStore cache;
    private final ArchiveFailure failures;

    FileFetch(HttpTransport http, BlobStore cache, ArchiveFailure failures) {
        this.http = http;
        this.cache = cache;
        this.failures = failures;
    }

    /**
     * Fetches a file from the first address that has it.
     *
     * @param what the file, as failures call it
     * @param size in bytes
     * @param received told how many more bytes have come
     * @return empty when every address says that there is no such file
     */
    Optional<Path> fetch(String what, List<URI> addresses, long size, Digest sha256, LongConsumer received) {
        BuildFailure first = null;
        for (URI address : addresses) {
            Attempt attempt = new Attempt(received);
            try {
                Reply reply = new Download(http.retries(), attempt, attempt::count)
                        .to(cache.prepare(sha256), Request.get(address), Expected.of(size, sha256.hex()));
                if (reply.succeeded()) {
                    return Optional.of(cache.path(sha256));
                }
                if (reply.status() != 404 && reply.status() != 410 && first == null) {
                    first = failures.answered(what, reply);
                }
            } catch (HttpFailure failure) {
                BuildFailure told = failures.unreachable(what, address, failure, attempt.sawPage);
                if (failure.kind() == HttpFailure.Kind.INTERRUPTED) {
                    throw told;
                }
                first = first == null ? told : first;
            } catch (IOException e) {
                throw ArchiveFailure.notKept(cache.path(sha256).getParent(), e);
            }
        }
        if (first != null) {
            throw first;
        }
        return Optional.empty();
    }

    /** One address: counts what comes, and notices a server that sends a page for people instead. */
    private final class Attempt implements Download.Sender {

        private final LongConsumer received;
        private volatile boolean sawPage;
        private long counted;

        Attempt(LongConsumer received) {
            this.received = received;
        }

        @Override
        public Reply send(Request request, ReplyTarget target) throws HttpFailure {
            return http.attempt(request, head -> {
                sawPage = head.header("Content-Type")
                        .filter(type -> type.toLowerCase(Locale.ROOT).startsWith("text/html"))
                        .isPresent();
                return target.open(head);
            });
        }

        synchronized void count(long there) {
            if (there > counted) {
                received.accept(there - counted);
            }
            counted = Math.max(counted, there);
        }
    }
}
