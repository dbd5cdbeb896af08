package io.github.sosapp.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** A copy of the example services as releases, in a repository whose one commit is the same whenever it is made. */
public final class Examples {

    /** The time of the commit. */
    public static final String COMMITTED = "2026-11-20T10:15:30Z";

    private static final Path ORIGINAL = Path.of("examples").toAbsolutePath();
    private static final Set<String> POMS = Set.of(
            "pom.xml",
            "sos-parent/pom.xml",
            "sos-java-parent/pom.xml",
            "emergency-service/pom.xml",
            "location-service/pom.xml",
            "auth-service/pom.xml",
            "java-plain/pom.xml",
            "spring-boot/pom.xml",
            "quarkus/pom.xml",
            "python-service/pom.xml",
            "sos-app/pom.xml",
            "sos-app/device-service/pom.xml",
            "sos-app/notification-service/pom.xml",
            "lucid/pom.xml",
            "lucid/ledger/pom.xml",
            "lucid/gateway/pom.xml");
    private static final Map<String, String> GIT = Map.of(
            "GIT_CONFIG_GLOBAL", "/dev/null",
            "GIT_CONFIG_SYSTEM", "/dev/null",
            "GIT_AUTHOR_NAME", "Aigerim",
            "GIT_AUTHOR_EMAIL", "aigerim@sos.example",
            "GIT_AUTHOR_DATE", COMMITTED,
            "GIT_COMMITTER_NAME", "Aigerim",
            "GIT_COMMITTER_EMAIL", "aigerim@sos.example",
            "GIT_COMMITTER_DATE", COMMITTED);

    private final Path directory;

    private Examples(Path directory) {
        this.directory = directory;
    }

    /** Copies them with another version in their POMs; the directory is made. */
    public static Examples copyTo(Path directory, String version) {
        Required.program("git", "apt-get install git");
        Examples examples = new Examples(directory);
        try {
            examples.copy();
            for (String pom : POMS) {
                examples.edit(pom, "<version>1.0.0-SNAPSHOT<", "<version>" + version + "<");
            }
            Files.writeString(directory.resolve(".gitignore"), "target/\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        examples.git("init", "--quiet", "--initial-branch=main");
        return examples.commit();
    }

    /** Replaces text in a file; it must be there. */
    public Examples edit(String file, String old, String replacement) throws IOException {
        Path path = directory.resolve(file);
        String text = Files.readString(path);
        if (!text.contains(old)) {
            throw new IllegalArgumentException(path + " does not contain " + old);
        }
        Files.writeString(path, text.replace(old, replacement));
        return this;
    }

    /** Commits everything as it is now. */
    public Examples commit() {
        git("add", "--all");
        git("commit", "--quiet", "--message=Receive alerts");
        return this;
    }

    public String revision() {
        return git("rev-parse", "HEAD");
    }

    public Path directory() {
        return directory;
    }

    public Path service(String name) {
        return directory.resolve(name);
    }

    private String git(String... arguments) {
        String[] command = Stream.concat(Stream.of("git"), Stream.of(arguments)).toArray(String[]::new);
        return Programs.succeeded(directory, GIT, command).output().strip();
    }

    private void copy() throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(ORIGINAL)) {
            files = walk.map(ORIGINAL::relativize)
                    .filter(path -> Stream.of("target", "dependency-reduced-pom.xml", "node_modules")
                            .noneMatch(name -> path.toString().contains(name)))
                    .filter(path -> Files.isRegularFile(ORIGINAL.resolve(path)))
                    .toList();
        }
        for (Path file : files) {
            Path copy = directory.resolve(file);
            Files.createDirectories(copy.getParent());
            Files.copy(ORIGINAL.resolve(file), copy, StandardCopyOption.COPY_ATTRIBUTES);
        }
    }
}
