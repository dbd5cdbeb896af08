package io.github.sosapp.registry;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sosapp.image.Descriptor;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.Json;
import java.util.List;
import java.util.Optional;

/**
 * What a push did.
 *
 * @param repository with the registry: {@code ghcr.io/sos-app/emergency-service}
 * @param digest of the image, as built and as read back under every tag
 * @param blobs every distinct blob in the order of the layout
 * @param changed whether anything had to be written, be it only a tag
 * @param login where the login came from; empty when the registry asked for none
 */
public record PushReceipt(
        String repository,
        Digest digest,
        List<String> tags,
        List<Blob> blobs,
        boolean changed,
        Optional<String> login) {

    public PushReceipt {
        tags = List.copyOf(tags);
        blobs = List.copyOf(blobs);
    }

    /**
     * What became of one blob.
     *
     * @param state never {@code SENDING}
     * @param source the repository it was mounted from; empty for any other state
     */
    public record Blob(Descriptor descriptor, TransferProgress.State state, Optional<String> source) {

        Blob(Descriptor descriptor, TransferProgress.State state) {
            this(descriptor, state, Optional.empty());
        }

        static Blob mounted(Descriptor descriptor, String source) {
            return new Blob(descriptor, TransferProgress.State.MOUNTED, Optional.of(source));
        }
    }

    /** How many blobs came to that end. */
    public long count(TransferProgress.State state) {
        return blobs.stream().filter(blob -> blob.state() == state).count();
    }

    /** The repositories that blobs were mounted from, sorted. */
    public List<String> mountedFrom() {
        return blobs.stream()
                .map(Blob::source)
                .flatMap(Optional::stream)
                .distinct()
                .sorted()
                .toList();
    }

    /** Bytes of all blobs in that state. */
    public long bytes(TransferProgress.State state) {
        return blobs.stream()
                .filter(blob -> blob.state() == state)
                .mapToLong(blob -> blob.descriptor().size())
                .sum();
    }

    /** The form of the receipt file. */
    public ObjectNode toJson() {
        ObjectNode json = Json.object();
        json.put("repository", repository);
        json.put("digest", digest.toString());
        tags.forEach(json.putArray("tags")::add);
        json.put("changed", changed);
        login.ifPresent(source -> json.put("login", source));
        for (TransferProgress.State state : TransferProgress.State.values()) {
            if (state != TransferProgress.State.SENDING) {
                ObjectNode sum = json.putObject(word(state));
                sum.put("blobs", count(state));
                sum.put("bytes", bytes(state));
            }
        }
        var array = json.putArray("blobs");
        for (Blob blob : blobs) {
            ObjectNode node = array.addObject();
            node.put("digest", blob.descriptor().digest().toString());
            node.put("size", blob.descriptor().size());
            node.put("mediaType", blob.descriptor().mediaType());
            node.put("result", word(blob.state()));
            blob.source().ifPresent(source -> node.put("mountedFrom", source));
        }
        return json;
    }

    private static String word(TransferProgress.State state) {
        return switch (state) {
            case PRESENT -> "present";
            case MOUNTED -> "mounted";
            case UPLOADED -> "uploaded";
            case SENDING -> "sending";
        };
    }
}
