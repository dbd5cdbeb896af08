package io.github.sosapp.goal;

import io.github.sosapp.image.Digest;
import io.github.sosapp.registry.TransferProgress;
import io.github.sosapp.registry.TransferProgress.State;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Says how far a push is. */
final class PushProgress implements Consumer<TransferProgress>, AutoCloseable {

    private final ProgressLine line;
    private final Map<Digest, TransferProgress> uploads = new HashMap<>();
    private boolean closed;

    PushProgress(BuildLog log) {
        this.line = new ProgressLine(log, "uploading");
    }

    @Override
    public synchronized void accept(TransferProgress event) {
        if (event.state() == State.SENDING || uploads.containsKey(event.blob().digest())) {
            uploads.put(event.blob().digest(), event);
        }
        if (!closed && !uploads.isEmpty() && line.isDue()) {
            line.show(
                    uploads.values().stream().mapToLong(TransferProgress::sent).sum(),
                    uploads.values().stream()
                            .mapToLong(upload -> upload.blob().size())
                            .sum());
        }
    }

    /** Takes the bar away. Uploads that a failure left behind are not shown any more. */
    @Override
    public synchronized void close() {
        closed = true;
        line.end();
    }
}
