package io.github.sosapp.base;

import io.github.sosapp.file.DurableFile;
import io.github.sosapp.image.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Supplier;

/**
 * Remembers short texts by what decides them: among the modules of one Maven session, and for one project from build to
 * build. Other projects have their own, so that no other build can plant an answer.
 */
public final class BaseMemory {

    private final ConcurrentMap<String, String> session;
    private final Path directory;

    /**
     * @param session shared by all modules that are built now
     * @param directory of this project alone; made when it is needed
     */
    public BaseMemory(ConcurrentMap<String, String> session, Path directory) {
        this.session = session;
        this.directory = directory;
    }

    /** The remembered text, else that of {@code otherwise}; modules that ask for the same wait for the first one. */
    String get(Digest key, Supplier<String> otherwise) {
        return session.computeIfAbsent(key.toString(), absent -> {
            String known = read(key);
            return known.isEmpty() ? put(key, otherwise.get()) : known;
        });
    }

    /** The text that this project kept, if any build of it did; unlike {@link #get} it may be asked from within that. */
    Optional<String> kept(Digest key) {
        return Optional.of(read(key)).filter(text -> !text.isEmpty());
    }

    /** Keeps a text for {@link #kept}. */
    void keep(Digest key, String text) {
        put(key, text);
    }

    /** The text that this session was told. */
    Optional<String> find(Digest key) {
        return Optional.ofNullable(session.get(key.toString()));
    }

    void forget(Digest key) {
        session.remove(key.toString());
        try {
            Files.deleteIfExists(file(key));
        } catch (IOException e) {
            return; // what it says will be found wrong again, and be replaced
        }
    }

    private String read(Digest key) {
        try {
            return Files.readString(file(key), StandardCharsets.UTF_8);
        } catch (IOException absentOrUnreadable) {
            return "";
        }
    }

    private String put(Digest key, String text) {
        try (DurableFile file = DurableFile.in(directory)) {
            byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            file.write(bytes, bytes.length);
            file.moveTo(file(key));
        } catch (IOException e) {
            return text; // only the next build is slower
        }
        return text;
    }

    private Path file(Digest key) {
        return directory.resolve(key.hex() + ".json");
    }
}
