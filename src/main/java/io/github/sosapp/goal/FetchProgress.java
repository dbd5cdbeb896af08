package io.github.sosapp.goal;

import io.github.sosapp.http.Transfers;
import java.util.ArrayList;
import java.util.List;

/** Says how far the fetching of packages and of layers of bases is. What goes on at the same time is shown as one. */
public final class FetchProgress implements Transfers {

    private final BuildLog log;
    private final List<Counted> together = new ArrayList<>();
    private ProgressLine line;
    private int open;

    public FetchProgress(BuildLog log) {
        this.log = log;
    }

    @Override
    public synchronized Transfer begin(long bytes) {
        if (open == 0) {
            together.clear();
            line = new ProgressLine(log, "fetching ");
        }
        open++;
        Counted transfer = new Counted(bytes);
        together.add(transfer);
        return transfer;
    }

    private synchronized void reached(Counted transfer, long there) {
        transfer.there = Math.min(there, transfer.bytes);
        if (line.isDue()) {
            line.show(
                    together.stream().mapToLong(each -> each.there).sum(),
                    together.stream().mapToLong(each -> each.bytes).sum());
        }
    }

    private synchronized void ended(Counted transfer) {
        transfer.there = transfer.bytes;
        open--;
        if (open == 0) {
            line.end();
        }
    }

    private final class Counted implements Transfer {

        private final long bytes;
        private long there;

        private Counted(long bytes) {
            this.bytes = bytes;
        }

        @Override
        public void reached(long bytesThere) {
            FetchProgress.this.reached(this, bytesThere);
        }

        @Override
        public void close() {
            ended(this);
        }
    }
}
