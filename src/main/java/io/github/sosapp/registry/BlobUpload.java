package io.github.sosapp.registry;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.http.HttpFailure;
import io.github.sosapp.http.HttpTransport;
import io.github.sosapp.http.Reply;
import io.github.sosapp.http.Request;
import io.github.sosapp.http.RetryPolicy;
import io.github.sosapp.image.Descriptor;
import io.github.sosapp.image.Digest;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Brings one blob into a repository. After any error the upload session is dropped and never used again: its state is
 * unknown, and sending into it twice is what breaks pushes to busy registries. Instead the registry is asked whether it
 * has the blob by now, and if not, a new session begins.
 */
final class BlobUpload {

    private final RegistryClient client;
    private final OpenUploads sessions;
    private final Consumer<TransferProgress> progress;

    BlobUpload(RegistryClient client, OpenUploads sessions, Consumer<TransferProgress> progress) {
        this.client = client;
        this.sessions = sessions;
        this.progress = progress;
    }

    /** Gives the file of a blob when it is needed at last. */
    interface BlobFile {

        Path of(Descriptor blob) throws IOException;
    }

    /**
     * Mounts or uploads a blob that the repository does not have.
     *
     * @param mountSources other repositories of the registry that may have it
     * @throws IOException when there is no file to upload
     */
    PushReceipt.Blob bring(Descriptor blob, BlobFile blobFile, List<String> mountSources) throws IOException {
        String action = "upload the blob " + blob.digest().abbreviated() + " to " + client.name();
        RetryPolicy.Attempts attempts = client.http().retries().beginTransfer();
        Mount mount = mount(blob.digest(), mountSources);
        if (mount.source.isPresent()) {
            return PushReceipt.Blob.mounted(blob, mount.source.get());
        }
        Path file = blobFile.of(blob);
        Optional<URI> session = mount.session;
        boolean loginRenewed = false;
        while (true) {
            Outcome outcome = upload(blob, file, session);
            session = Optional.empty();
            if (outcome.done()) {
                return new PushReceipt.Blob(blob, TransferProgress.State.UPLOADED);
            }
            boolean tokenExpired = outcome.isStatus(401) && !loginRenewed;
            loginRenewed |= tokenExpired;
            boolean again = tokenExpired || outcome.mayBeTriedAgain() && another(attempts, outcome);
            if (!again || sessions.areEnding()) {
                throw outcome.failure(client, action);
            }
            if (arrived(blob.digest())) {
                return new PushReceipt.Blob(blob, TransferProgress.State.UPLOADED);
            }
        }
    }

    private record Mount(Optional<String> source, Optional<URI> session) {

        static final Mount NONE = new Mount(Optional.empty(), Optional.empty());
    }

    // A source that does not have the blob is answered with an upload session: the last one is used, the others are
    // closed.
    private Mount mount(Digest digest, List<String> mountSources) {
        Optional<URI> session = Optional.empty();
        try {
            for (String source : mountSources) {
                Optional<Reply> reply = client.mount(digest, source);
                boolean opened = reply.isPresent() && reply.get().status() == 202;
                boolean mounted = reply.isPresent() && reply.get().status() == 201;
                if (opened || mounted) {
                    session.ifPresent(this::cancel);
                    session = opened ? session(reply.get()) : Optional.empty();
                }
                if (mounted) {
                    return new Mount(Optional.of(source), Optional.empty());
                }
            }
            return new Mount(Optional.empty(), session);
        } catch (HttpFailure failure) {
            return Mount.NONE;
        }
    }

    private Outcome upload(Descriptor blob, Path file, Optional<URI> opened) {
        try {
            Optional<URI> session = opened;
            if (session.isEmpty()) {
                Reply reply = client.startUpload();
                session = reply.status() == 202 ? session(reply) : Optional.empty();
                if (session.isEmpty()) {
                    return new Outcome(reply, null);
                }
            }
            Reply reply = client.finishUpload(
                    session.get(),
                    blob.digest(),
                    new VerifiedBlob(
                            blob,
                            file,
                            sent -> progress.accept(new TransferProgress(blob, TransferProgress.State.SENDING, sent))));
            sessions.closed(session.get());
            return new Outcome(reply, null);
        } catch (HttpFailure failure) {
            return new Outcome(null, failure);
        }
    }

    private void cancel(URI session) {
        client.cancelUpload(session);
        sessions.closed(session);
    }

    private Optional<URI> session(Reply reply) throws HttpFailure {
        Optional<String> location = reply.header("Location");
        if (location.isEmpty()) {
            return Optional.empty();
        }
        URI session = HttpTransport.target(Request.of("POST", reply.address()), location.get());
        sessions.opened(session);
        return Optional.of(session);
    }

    private boolean arrived(Digest digest) {
        try {
            return client.hasBlobNow(digest).orElse(false);
        } catch (HttpFailure failure) {
            return false;
        }
    }

    private static boolean another(RetryPolicy.Attempts attempts, Outcome outcome) {
        try {
            return attempts.another(outcome.retryAfter());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** How one upload ended: with an answer or without one. */
    private record Outcome(Reply reply, HttpFailure broken) {

        boolean isStatus(int status) {
            return reply != null && reply.status() == status;
        }

        boolean done() {
            return isStatus(201) || isStatus(204);
        }

        boolean mayBeTriedAgain() {
            return broken != null
                    ? broken.isTemporary()
                    : reply.isTemporary()
                            || isStatus(409)
                            || isStatus(416)
                            || RegistryErrorCode.of(reply).endsOnlyTheSession();
        }

        Optional<Duration> retryAfter() {
            return reply == null ? Optional.empty() : reply.retryAfter();
        }

        BuildFailure failure(RegistryClient client, String action) {
            return broken != null
                    ? client.failures().unreachable(action, broken)
                    : client.failures().answered(action, reply);
        }
    }
}
