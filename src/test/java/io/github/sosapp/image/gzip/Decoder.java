package io.github.sosapp.image.gzip;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Decoders of gzip that have nothing in common with ours. */
public enum Decoder {
    GZIP {
        @Override
        List<String> command(Path directory) {
            return List.of("gzip", "-dc");
        }
    },
    PYTHON {
        @Override
        List<String> command(Path directory) {
            return List.of(
                    "python3",
                    "-c",
                    "import gzip, shutil, sys; shutil.copyfileobj(gzip.GzipFile(fileobj=sys.stdin.buffer), sys.stdout.buffer)");
        }
    },
    GO {
        @Override
        List<String> command(Path directory) throws IOException {
            Path program = directory.resolve("gunzip.go");
            Files.writeString(program, GO_PROGRAM);
            return List.of("go", "run", program.toString());
        }
    };

    private static final String GO_PROGRAM = """
            package main

            import (
            	"bufio"
            	"compress/gzip"
            	"io"
            	"os"
            )

            func main() {
            	in, err := gzip.NewReader(bufio.NewReader(os.Stdin))
            	if err == nil {
            		_, err = io.Copy(os.Stdout, in)
            	}
            	if err != nil {
            		panic(err)
            	}
            }
            """;

    abstract List<String> command(Path directory) throws IOException;

    /** A file in {@code directory} with the decoded bytes of {@code compressed}. */
    public Path decode(Path compressed, Path directory) throws Exception {
        Path decoded = directory.resolve("decoded-" + name());
        Path errors = directory.resolve("errors-" + name());
        Process process = new ProcessBuilder(command(directory))
                .redirectInput(compressed.toFile())
                .redirectOutput(decoded.toFile())
                .redirectError(errors.toFile())
                .start();
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).as(name() + " ends").isTrue();
        assertThat(process.exitValue()).as(Files.readString(errors)).isZero();
        return decoded;
    }
}
