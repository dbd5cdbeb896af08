package io.github.sosapp.service.node;

import io.github.sosapp.service.ServiceModule;
import io.github.sosapp.service.ServicePlan;
import io.github.sosapp.service.go.GoServiceFixture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Writes small Node.js services into a directory and plans them. */
public final class NodeServiceFixture {

    private final Path directory;

    private NodeServiceFixture(Path directory) {
        this.directory = directory;
    }

    /** A TypeScript service with one dependency, a build script and a lock file. */
    public static NodeServiceFixture in(Path directory) {
        return empty(directory)
                .write("package.json", """
                        {"name":"auth","scripts":{"build":"tsc","start":"node dist/index.js"},
                         "dependencies":{"left-pad":"1.3.0"},"devDependencies":{"typescript":"5.8.3"}}
                        """)
                .write("package-lock.json", """
                        {"name":"auth","lockfileVersion":3,"packages":{
                         "":{"name":"auth"},
                         "node_modules/left-pad":{"version":"1.3.0","hasInstallScript":true},
                         "node_modules/esbuild":{"version":"0.25.0","dev":true,"hasInstallScript":true},
                         "node_modules/typescript":{"version":"5.8.3","dev":true}}}
                        """)
                .write("tsconfig.json", "{}")
                .write("src/index.ts", "export {};\n");
    }

    public static NodeServiceFixture empty(Path directory) {
        return new NodeServiceFixture(directory);
    }

    public NodeServiceFixture write(String name, String content) {
        Path file = directory.resolve(name);
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    public NodeServiceFixture remove(String name) {
        try {
            Files.delete(directory.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    public ServicePlan plan(String... settings) {
        return new NodeRecipe().plan(module(), GoServiceFixture.settings(settings));
    }

    public ServiceModule module() {
        return new ServiceModule(
                "auth-service",
                "1.4.0",
                directory,
                directory,
                directory.resolve("target/sos-work"),
                () -> new ServiceModule.Origin(Optional.of(GoServiceFixture.COMMIT), GoServiceFixture.CREATED));
    }
}
