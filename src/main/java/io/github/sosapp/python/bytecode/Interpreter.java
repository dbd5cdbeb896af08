package io.github.sosapp.python.bytecode;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Platform;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The interpreter in an image. It is run on this machine and without the image: of its files, only those that it takes to
 * compile are unpacked.
 *
 * @param program absolute path in the image, for example {@code /usr/bin/python3.11}
 * @param version major and minor, for example {@code 3.11}
 * @param platform that it runs on
 * @param identity of its files; the same one compiles to the same bytes
 */
public record Interpreter(String program, String version, Platform platform, String identity, ImageFiles files) {

    /** The files of an image for one platform. */
    public interface ImageFiles {

        /** The content of every file whose absolute path is wanted, by that path. */
        SortedMap<String, byte[]> read(Predicate<String> wanted) throws IOException;
    }

    private static final Pattern LIBRARY =
            Pattern.compile("(?:/usr)?(?:/local)?/lib(?:64)?/(?:[^/]+-linux-gnu/)?((?:ld-linux[^/]*|"
                    + "lib(?:c|m|z|expat|dl|rt|util|pthread|python3[.\\d]*))\\.so)((?:\\.\\d+)*)");
    private static final Pattern NOT_OF_ITS_LIBRARY = Pattern.compile(".*/(site-packages|dist-packages|test|tests)/.*");

    /** An unpacked interpreter: {@code command} starts it, in the environment that it needs. */
    record Unpacked(List<String> command, Map<String, String> environment) {}

    /**
     * Makes it ready to run below the directory, which is empty.
     *
     * @throws BuildFailure when the image has no such interpreter
     */
    Unpacked unpackTo(Path directory) throws IOException {
        Path libraries = Files.createDirectories(directory.resolve("lib"));
        Path standardLibrary = libraries.resolve("python" + version);
        String inImage = standardLibraryInImage();
        Path python = directory.resolve("python" + version);
        Path loader = null;
        for (Map.Entry<String, byte[]> file :
                files.read(path -> isNeeded(path, inImage)).entrySet()) {
            String path = file.getKey();
            Matcher library = LIBRARY.matcher(path);
            if (path.equals(program)) {
                writeProgram(python, file.getValue());
            } else if (path.startsWith(inImage)) {
                Path module = standardLibrary.resolve(path.substring(inImage.length()));
                Files.createDirectories(module.getParent());
                Files.write(module, file.getValue());
            } else if (library.matches() && library.group(1).startsWith("ld-linux")) {
                loader = directory.resolve("loader");
                writeProgram(loader, file.getValue());
            } else if (library.matches()) {
                writeLibrary(libraries, library.group(1), library.group(2), file.getValue());
            }
        }
        if (loader == null || !Files.exists(python) || !Files.isDirectory(standardLibrary)) {
            throw missing();
        }
        return new Unpacked(
                List.of(loader.toString(), "--library-path", libraries.toString(), python.toString()),
                Map.of("PYTHONHOME", directory.toString()));
    }

    private boolean isNeeded(String path, String standardLibrary) {
        return path.equals(program)
                || LIBRARY.matcher(path).matches()
                || path.startsWith(standardLibrary)
                        && path.endsWith(".py")
                        && !path.contains("/../")
                        && !NOT_OF_ITS_LIBRARY.matcher(path).matches();
    }

    private String standardLibraryInImage() {
        return program.replaceFirst("/bin/[^/]*$", "") + "/lib/python" + version + "/";
    }

    private static void writeProgram(Path file, byte[] content) throws IOException {
        Files.write(file, content);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    // Programs ask for libexpat.so.1, a link to libexpat.so.1.8.10; links are not unpacked.
    private static void writeLibrary(Path directory, String name, String version, byte[] content) throws IOException {
        String rest = version;
        do {
            Files.write(directory.resolve(name + rest), content);
            rest = rest.contains(".") ? rest.substring(0, rest.lastIndexOf('.')) : "";
        } while (!rest.isEmpty());
    }

    private BuildFailure missing() {
        return BuildFailure.ofUser("there is no " + program + " with its standard library in the base")
                .because("it compiles the modules of the image for " + platform)
                .remedy("name the right one in sos.python.interpreter, or build without compiled modules:"
                        + " -Dsos.python.bytecode=false");
    }
}
