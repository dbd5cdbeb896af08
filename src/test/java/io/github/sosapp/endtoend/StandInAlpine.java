package io.github.sosapp.endtoend;

import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.Required;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * An image under the name of Alpine's that has what the target {@code production-alpine} relies on, a shell and busybox's
 * {@code wget}, made of Debian's. It proves nothing about Alpine's package manager or its C library.
 */
final class StandInAlpine {

    private final String crane = Required.program(
                    "crane", "go install github.com/google/go-containerregistry/cmd/crane@v0.22.1")
            .toString();
    private final List<String> words = new ArrayList<>();
    private final String host;
    private final Path work;
    private final Path layer;

    /** @param host of a registry that takes images without TLS */
    StandInAlpine(String host, Path work) throws IOException {
        this.host = host;
        this.work = work;
        Path tree = Files.createDirectories(work.resolve("alpine/usr/bin"));
        Files.createSymbolicLink(tree.resolve("wget"), Path.of("busybox"));
        Files.writeString(
                Files.createDirectories(work.resolve("alpine/usr/lib")).resolve("os-release"),
                "ID=alpine\nVERSION_ID=3.22.0\n");
        this.layer = work.resolve("alpine.tar");
        Programs.output(work, "tar", "-C", work.resolve("alpine").toString(), "-cf", layer.toString(), "usr");
    }

    /** Makes the image of a platform from one of the engine that has Debian's shell. */
    void add(String image, String architecture) {
        String below = host + "/debian:" + architecture;
        String here = reference() + "-" + architecture;
        Programs.output(work, "docker", "tag", image, below);
        Programs.output(work, "docker", "push", "--quiet", below);
        Programs.output(work, "docker", "image", "rm", below);
        Programs.output(work, crane, "append", "--insecure", "-b", below, "-f", layer.toString(), "-t", here);
        words.addAll(List.of("-m", here));
        List<String> index = new ArrayList<>(List.of(crane, "index", "append", "--insecure", "-t", reference()));
        index.addAll(words);
        Programs.output(work, index.toArray(String[]::new));
    }

    /** The index of all platforms. */
    String reference() {
        return host + "/library/alpine:3.22";
    }
}
