package io.github.sosapp.debian.rootfs.deb;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.debian.rootfs.RealPackages;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.layer.LayerEntry;
import io.github.sosapp.testing.Programs;
import io.github.sosapp.testing.Required;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Packages of the archive read here, and by dpkg-deb with Python's tarfile. */
class RealPackagesIT {

    private static final String LISTING = """
            import hashlib, subprocess, sys, tarfile
            data = subprocess.run(['dpkg-deb', '--fsys-tarfile', sys.argv[1]], stdout=subprocess.PIPE, check=True).stdout
            import io
            with tarfile.open(fileobj=io.BytesIO(data)) as tar:
                for entry in tar:
                    path = entry.name[1:]
                    if not path: continue
                    mode = oct(entry.mode & (0o1777 if entry.isdir() else 0o777))[2:]
                    if entry.isdir(): print(path, 'DIRECTORY', mode)
                    elif entry.issym(): print(path, 'SYMLINK', entry.linkname)
                    else: print(path, 'FILE', mode, hashlib.sha256(tar.extractfile(entry).read()).hexdigest())
            """;

    @TempDir
    Path directory;

    @Test
    void everyFileIsTheOneThatDpkgUnpacks() throws Exception {
        Required.program("python3", "apt-get install python3");
        List<PackageFile> packages = RealPackages.get("amd64", RealPackages.JAVA_17);

        List<PackageContent> contents = new PackageReader(2, directory, UnpackedPackages.none()).read(packages);

        for (PackageContent content : contents) {
            String expected = Programs.output(
                    directory, "python3", "-c", LISTING, content.about().path().toString());
            assertThat(lines(content))
                    .as(content.about().toString())
                    .isEqualTo(expected.lines().toList());
            content.close();
        }
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).isEmpty();
        }
    }

    private static List<String> lines(PackageContent content) throws Exception {
        List<String> lines = new ArrayList<>();
        for (LayerEntry entry : content.entries()) {
            String mode = Integer.toOctalString(entry.mode());
            lines.add(entry.path() + " " + entry.type() + " "
                    + switch (entry.type()) {
                        case DIRECTORY -> mode;
                        case SYMLINK, HARD_LINK -> entry.linkTarget();
                        case FILE -> mode + " " + digest(entry);
                    });
        }
        return lines;
    }

    private static String digest(LayerEntry entry) throws Exception {
        try (InputStream bytes = entry.content().open()) {
            return Digest.of(bytes).hex();
        }
    }
}
