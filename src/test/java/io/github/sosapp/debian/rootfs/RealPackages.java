package io.github.sosapp.debian.rootfs;

import io.github.sosapp.debian.rootfs.deb.PackageFile;
import io.github.sosapp.process.CommandResult;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.Required;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Packages of the Debian archive that this machine's apt-get knows, kept below {@code target} between tests. */
public final class RealPackages {

    /** What an image for Java 17 needs. */
    public static final List<String> JAVA_17 = List.of(
            "base-files",
            "ca-certificates",
            "gcc-12-base",
            "libc-bin",
            "libc6",
            "libgcc-s1",
            "libstdc++6",
            "media-types",
            "netbase",
            "openjdk-17-jre-headless",
            "tzdata",
            "zlib1g");

    private static final Path DIRECTORY = Path.of("target", "debian-packages");

    private RealPackages() {}

    /** In the given order, for {@code amd64} or {@code arm64}. */
    public static List<PackageFile> get(String architecture, List<String> names) throws IOException {
        Required.program("apt-get", "a Debian machine");
        Required.program("dpkg-deb", "apt-get install dpkg");
        Path directory =
                Files.createDirectories(DIRECTORY.resolve(architecture)).toAbsolutePath();
        List<PackageFile> packages = new ArrayList<>();
        for (String name : names) {
            if (find(directory, name) == null) {
                download(directory, architecture, names);
            }
            packages.add(describe(find(directory, name)));
        }
        return packages;
    }

    private static Path find(Path directory, String name) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith(name + "_"))
                    .findFirst()
                    .orElse(null);
        }
    }

    private static void download(Path directory, String architecture, List<String> names) throws IOException {
        Files.createDirectories(directory.resolve("apt/lists/partial"));
        List<String> aptGet = List.of(
                "apt-get",
                "-q",
                "-o",
                "APT::Architecture=" + architecture,
                "-o",
                "APT::Architectures=" + architecture,
                "-o",
                "Dir::State::Lists=" + directory.resolve("apt/lists"),
                "-o",
                "Dir::Cache=" + directory.resolve("apt"),
                "-o",
                "APT::Sandbox::User=root");
        for (List<String> rest : List.of(List.of("update"), concat(List.of("download"), names))) {
            CommandResult result =
                    Programs.run(directory, Map.of(), concat(aptGet, rest).toArray(String[]::new));
            Required.that(
                    result.exitCode() == 0,
                    "packages for " + architecture + " cannot be downloaded: " + result.errors(),
                    "apt-get update, with sources that have bookworm");
        }
    }

    private static PackageFile describe(Path deb) {
        String[] fields = Programs.output(
                        deb.getParent(),
                        "dpkg-deb",
                        "-W",
                        "--showformat=${Package}|${Version}|${Architecture}|${source:Package}",
                        deb.toString())
                .split("\\|");
        return new PackageFile(deb, fields[0], fields[1], fields[2], fields[3]);
    }

    private static List<String> concat(List<String> left, List<String> right) {
        return Stream.concat(left.stream(), right.stream()).toList();
    }
}
