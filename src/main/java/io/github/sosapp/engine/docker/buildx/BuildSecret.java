package io.github.sosapp.engine.docker.buildx;

import io.github.sosapp.failure.BuildFailure;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A secret that steps of a Dockerfile may read while they run: {@code RUN --mount=type=secret,id=…}. Its value is read by
 * buildx alone.
 *
 * @param id by which the Dockerfile asks for it
 * @param place a name of the environment, or a file
 */
public record BuildSecret(String id, String place, boolean inEnvironment) {

    private static final String ENVIRONMENT = "env:";
    private static final String FILE = "file:";

    /**
     * Reads {@code env:NAME} or {@code file:PATH}.
     *
     * @param directory that paths are relative to
     * @throws BuildFailure without the words when they are neither: they may be the secret itself; or when it is not there
     */
    public static BuildSecret of(
            String id, String words, String origin, Map<String, String> environment, Path directory) {
        if (words.startsWith(ENVIRONMENT)) {
            String name = words.substring(ENVIRONMENT.length());
            if (environment.getOrDefault(name, "").isEmpty()) {
                throw BuildFailure.ofUser("there is no build secret " + id)
                        .because("the environment has no " + name)
                        .from(origin)
                        .remedy("set " + name + " before Maven starts");
            }
            return new BuildSecret(id, name, true);
        }
        if (words.startsWith(FILE)) {
            Path file = directory.resolve(words.substring(FILE.length()));
            if (!Files.isReadable(file) || Files.isDirectory(file)) {
                throw BuildFailure.ofUser("there is no build secret " + id)
                        .because(file + " is not a file that can be read")
                        .from(origin)
                        .remedy("write the secret into the file, outside what gets into images");
            }
            return new BuildSecret(id, file.toString(), false);
        }
        throw BuildFailure.ofUser("sos.secrets." + id + " does not say where the secret is")
                .because("its value, not shown here, begins neither with env: nor with file:")
                .from(origin)
                .remedy("name a variable of the environment, env:NAME, or a file, file:PATH; never the secret itself");
    }

    /** For {@code --secret}. */
    String argument() {
        return BuildxCommand.listed("id=" + id, (inEnvironment ? "env=" : "src=") + place);
    }
}
