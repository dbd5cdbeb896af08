package io.github.sosapp.engine.docker;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * What BuildKit says of its progress. Here in the words of an engine: a {@code StatusResponse} of its control interface
 * (api/services/control/control.proto), in the wire format of protocol buffers. Fields that say nothing to people are passed over, known or not.
 *
 * @param vertexes steps, each as it stands now; the same step comes again and again
 */
public record BuildKitTrace(List<Vertex> vertexes, List<Output> outputs) {

    /**
     * A step.
     *
     * @param digest tells it from others
     * @param name for people, for example {@code [build 2/3] RUN go build}
     * @param error empty unless it failed
     */
    public record Vertex(
            String digest, String name, boolean cached, boolean started, boolean completed, String error) {}

    /** A piece of what a step wrote, not necessarily a line. */
    public record Output(String vertex, byte[] text) {}

    private static final int VARINT = 0;
    private static final int FIXED_64 = 1;
    private static final int BYTES = 2;
    private static final int FIXED_32 = 5;

    public BuildKitTrace {
        vertexes = List.copyOf(vertexes);
        outputs = List.copyOf(outputs);
    }

    /** @throws IOException when the bytes are not a message of that kind */
    static BuildKitTrace decode(byte[] message) throws IOException {
        List<Vertex> vertexes = new ArrayList<>();
        List<Output> outputs = new ArrayList<>();
        for (Fields fields = new Fields(message); fields.next(); ) {
            if (fields.isBytes(1)) {
                vertexes.add(vertex(fields.bytes()));
            } else if (fields.isBytes(3)) {
                outputs.add(output(fields.bytes()));
            }
        }
        return new BuildKitTrace(vertexes, outputs);
    }

    private static Vertex vertex(byte[] message) throws IOException {
        String digest = "";
        String name = "";
        String error = "";
        boolean cached = false;
        boolean started = false;
        boolean completed = false;
        for (Fields fields = new Fields(message); fields.next(); ) {
            switch (fields.number()) {
                case 1 -> digest = fields.text();
                case 3 -> name = fields.text();
                case 4 -> cached = fields.value() != 0;
                case 5 -> started = true;
                case 6 -> completed = true;
                case 7 -> error = fields.text();
                default -> {
                    // The inputs, and what newer ones have.
                }
            }
        }
        return new Vertex(digest, name, cached, started, completed, error);
    }

    private static Output output(byte[] message) throws IOException {
        String vertex = "";
        byte[] text = {};
        for (Fields fields = new Fields(message); fields.next(); ) {
            if (fields.isBytes(1)) {
                vertex = fields.text();
            } else if (fields.isBytes(4)) {
                text = fields.bytes();
            }
        }
        return new Output(vertex, text);
    }

    /** The fields of a message, one after the other. */
    private static final class Fields {

        private final byte[] message;
        private int at;
        private int number;
        private int type;
        private long value;
        private byte[] bytes = {};

        Fields(byte[] message) {
            this.message = message;
        }

        boolean next() throws IOException {
            if (at == message.length) {
                return false;
            }
            long key = varint();
            number = (int) (key >>> 3);
            type = (int) (key & 7);
            switch (type) {
                case VARINT -> value = varint();
                case FIXED_64 -> take(8);
                case FIXED_32 -> take(4);
                case BYTES -> bytes = take(varint());
                default -> throw new IOException("it describes its progress in a way that is not known");
            }
            return true;
        }

        int number() {
            return number;
        }

        boolean isBytes(int wanted) {
            return number == wanted && type == BYTES;
        }

        long value() {
            return value;
        }

        byte[] bytes() {
            return bytes;
        }

        String text() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        private long varint() throws IOException {
            long result = 0;
            for (int shift = 0; shift < 64; shift += 7) {
                if (at == message.length) {
                    throw new IOException("what it says of its progress ends in the middle");
                }
                byte next = message[at++];
                result |= (long) (next & 0x7f) << shift;
                if (next >= 0) {
                    return result;
                }
            }
            throw new IOException("it describes its progress in a way that is not known");
        }

        private byte[] take(long length) throws IOException {
            if (length < 0 || length > message.length - at) {
                throw new IOException("what it says of its progress ends in the middle");
            }
            byte[] taken = java.util.Arrays.copyOfRange(message, at, at + (int) length);
            at += (int) length;
            return taken;
        }
    }
}
