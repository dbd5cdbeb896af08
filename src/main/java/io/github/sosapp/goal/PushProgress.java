package io.github.sosapp.goal;

import io.github.sosapp.image.Digest;
import io.github.sosapp.registry.TransferProgress;
import io.github.sosapp.report.Size;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Says every five seconds how far an upload is; quiet for uploads that are over before. */
public final class PushProgress implements Consumer<TransferProgress> {

    private static final long INTERVAL = Duration.ofSeconds(5).toNanos();

    private final BuildLog log;
    private final Map<Digest, TransferProgress> blobs = new HashMap<>();
    private long lastLine = System.nanoTime();

    public PushProgress(BuildLog log) {
        this.log = log;
    }

    @Override
    public void accept(TransferProgress progress) {
        blobs.put(progress.blob().digest(), progress);
        if (System.nanoTime() - lastLine >= INTERVAL) {
            lastLine = System.nanoTime();
            long sent =
                    blobs.values().stream().mapToLong(TransferProgress::sent).sum();
            long known = blobs.values().stream()
                    .mapToLong(blob -> blob.blob().size())
                    .sum();
            log.info("  uploading    " + Size.of(sent) + " of " + Size.of(known));
        }
    }
}
