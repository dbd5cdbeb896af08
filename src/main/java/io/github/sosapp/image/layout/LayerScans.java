package io.github.sosapp.image.layout;

import io.github.sosapp.file.DurableFile;
import io.github.sosapp.image.Descriptor;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.cache.CheckedFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;

/**
 * What is in layers, by their digest: the same bytes hold the same, so a layer whose bytes are known to be those of an
 * earlier build need not be unpacked again. The bytes themselves are judged by {@link CheckedFiles}.
 */
public final class LayerScans {

    private static final String SUFFIX = ".scan";

    private final CheckedFiles checked;
    private final ConcurrentMap<String, String> session;
    private final Optional<Path> directory;
    private final Set<String> used = ConcurrentHashMap.newKeySet();

    private LayerScans(CheckedFiles checked, ConcurrentMap<String, String> session, Optional<Path> directory) {
        this.checked = checked;
        this.session = session;
        this.directory = directory;
    }

    /** Remembers nothing: every layer is read from end to end. */
    public static LayerScans none() {
        return new LayerScans(CheckedFiles.none(), null, Optional.empty());
    }

    /**
     * @param session shared by all modules that are built now
     * @param directory of this project alone, so that no other build can plant an answer
     */
    public static LayerScans of(CheckedFiles checked, ConcurrentMap<String, String> session, Path directory) {
        return new LayerScans(checked, session, Optional.of(directory));
    }

    /**
     * What is in the blob, whose digest is not judged here unless what is in it is remembered.
     *
     * @throws IOException in plain words when the blob is not what its media type says
     */
    LayerScan scan(Path blob, Descriptor layer) throws IOException {
        if (directory.isEmpty()) {
            return new LayerScan(blob, layer);
        }
        String key = LayerScan.VERSION + "-" + layer.digest().hex() + "-"
                + Digest.of(layer.mediaType().getBytes(StandardCharsets.UTF_8))
                        .hex()
                        .substring(0, 8);
        Optional<LayerScan> known = known(key, layer);
        if (known.isEmpty() || !checked.holds(blob, layer.digest())) {
            Optional<CheckedFiles.State> before = checked.ask(blob);
            known = Optional.of(new LayerScan(blob, layer));
            if (known.get().digest().equals(layer.digest())) {
                before.ifPresent(state -> checked.note(state, layer.digest()));
                remember(key, known.get().text());
            }
        }
        used.add(key);
        return known.get();
    }

    private Optional<LayerScan> known(String key, Descriptor layer) {
        String text = session.computeIfAbsent(
                key, absent -> read(directory.orElseThrow().resolve(key + SUFFIX)));
        return text.isEmpty() ? Optional.empty() : LayerScan.parse(text, layer);
    }

    private void remember(String key, String text) throws IOException {
        session.put(key, text);
        try (DurableFile file = DurableFile.in(directory.orElseThrow())) {
            file.write(text.getBytes(StandardCharsets.ISO_8859_1));
            file.renameTo(directory.orElseThrow().resolve(key + SUFFIX));
        }
    }

    /** Forgets the layers that were not asked for: without this every edit would leave one more. */
    public void forgetOthers() {
        if (directory.isEmpty()) {
            return;
        }
        try (Stream<Path> files = Files.list(directory.get())) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(SUFFIX) && !used.contains(name.substring(0, name.length() - SUFFIX.length()))) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException nothingRemembered) {
            return;
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException absentOrDamaged) {
            return "";
        }
    }
}
