package io.github.sosapp.service.go;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Platform;
import io.github.sosapp.plan.Preparation;
import io.github.sosapp.plan.TestRun;
import io.github.sosapp.service.ServiceModule;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The tests of a module: {@code go test ./...} by the release that compiles the service, on this machine. */
final class GoTests {

    private static final Set<String> NOT_OF_THE_MODULE = Set.of("vendor", "testdata", "node_modules");

    private GoTests() {}

    /** Whether there is anything to test, as go sees it: a file whose name says so, in a directory that go looks into. */
    static boolean areIn(ServiceModule service) {
        TestFiles files = new TestFiles(service);
        try {
            Files.walkFileTree(service.source(), files);
            return files.found;
        } catch (IOException e) {
            throw BuildFailure.ofWorld("cannot look for tests in " + service.source())
                    .because(e.getMessage())
                    .causedBy(e)
                    .remedy("let this user read every directory of the service");
        }
    }

    static TestRun run(ServiceModule service, GoCommand go) {
        // Flags as in the build, so that what is compiled for one need not be compiled for the other.
        List<String> arguments = new ArrayList<>(List.of("test"));
        arguments.addAll(go.flags());
        arguments.addAll(List.of("-count=1", "./..."));
        Platform here = Platform.ofThisMachine();
        return new TestRun(
                "go test ./...",
                List.of(),
                new Preparation(
                        "go-test",
                        here,
                        "go",
                        go.toolchain(),
                        arguments,
                        go.environment(),
                        service.source(),
                        service.workDirectory().resolve("tests")));
    }

    private static final class TestFiles extends SimpleFileVisitor<Path> {

        private final ServiceModule service;
        private boolean found;

        TestFiles(ServiceModule service) {
            this.service = service;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            if (directory.equals(service.source())) {
                return FileVisitResult.CONTINUE;
            }
            String name = directory.getFileName().toString();
            boolean left = name.startsWith(".")
                    || name.startsWith("_")
                    || NOT_OF_THE_MODULE.contains(name)
                    || service.workDirectory().startsWith(directory)
                    || Files.exists(directory.resolve("go.mod"));
            return left ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            String name = file.getFileName().toString();
            found = name.endsWith("_test.go") && !name.startsWith("_") && !name.startsWith(".");
            return found ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
        }
    }
}
