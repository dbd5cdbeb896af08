package io.github.sosapp.engine.daemonless;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Json;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.process.CommandResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A Go release for the platform of an image, which go fetches as the module that it takes its own releases from. It is
 * judged by the checksum database, as those are, and stays in go's cache; the output is a link to it.
 */
final class GoRelease implements Toolchain {

    private final GoToolchain go;

    GoRelease(GoToolchain go) {
        this.go = go;
    }

    // What go prints on standard error it repeats here, and sometimes only here.
    private static JsonNode told(CommandResult result) throws IOException {
        String output = result.output();
        return output.startsWith("{") ? Json.parse(output.getBytes(StandardCharsets.UTF_8)) : Json.object();
    }

    private static BuildFailure notGiven(Preparation preparation, String error) {
        return BuildFailure.ofWorld(
                        "the Go release " + preparation.toolVersion() + " cannot be had for " + preparation.platform())
                .because("the target development holds it, and the module proxy of this machine does not give it")
                .listing(GoFailure.shorten(error.lines().map(String::strip).toList()))
                .remedy("check GOPROXY (go env GOPROXY), or build for this machine alone: -Dsos.platforms=native");
    }

    @Override
    public void run(Preparation preparation) {
        if (go.checksNothing()) {
            throw BuildFailure.ofWorld(
                            "go may not fetch " + preparation.toolVersion() + " without the checksum database")
                    .because("GOSUMDB is off, and a Go release that nobody checked is put into no image")
                    .remedy("turn it on again (go env -u GOSUMDB) and keep private modules out of it with GOPRIVATE");
        }
        try {
            Files.createDirectories(preparation.directory());
            CommandResult result = go.result(preparation);
            JsonNode told = told(result);
            if (told.has("Error")) {
                throw notGiven(preparation, told.path("Error").asText());
            }
            go.requireSuccess(preparation, result);
            Path directory = Path.of(told.path("Dir").asText(""));
            if (!Files.isRegularFile(directory.resolve("src/cmd/go/main.go"))) {
                throw BuildFailure.ofWorld(
                                preparation.toolVersion() + " for " + preparation.platform() + " is not complete")
                        .because("there is no whole Go release in " + directory)
                        .remedy("delete that directory, or run go clean -modcache, and build again");
            }
            Files.deleteIfExists(preparation.output());
            Files.createSymbolicLink(preparation.output(), directory);
        } catch (IOException e) {
            throw BuildFailure.ofWorld("cannot prepare " + preparation.toolVersion() + " for " + preparation.platform())
                    .because(e.getMessage())
                    .causedBy(e)
                    .remedy("let this user write to target, and make room on the disk");
        }
    }
}
