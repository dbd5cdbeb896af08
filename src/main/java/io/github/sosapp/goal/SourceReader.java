package io.github.sosapp.goal;

import io.github.sosapp.failure.BuildFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/**
 * Who reads mounted sources: the image's user, as in production, unless they are for their owner alone; then the owner.
 *
 * @param user {@code uid:gid}; empty for the image's own
 */
record SourceReader(String user) {

    static final SourceReader IMAGE_USER = new SourceReader("");

    private static final Set<PosixFilePermission> OF_OTHERS =
            Set.of(PosixFilePermission.OTHERS_READ, PosixFilePermission.OTHERS_EXECUTE);

    /** @param ofImage the image's own user, for people */
    static SourceReader of(Path directory, String ofImage) {
        try {
            boolean hasOwners =
                    directory.getFileSystem().supportedFileAttributeViews().contains("unix");
            if (!hasOwners || Files.getPosixFilePermissions(directory).containsAll(OF_OTHERS)) {
                return IMAGE_USER;
            }
            int uid = (int) Files.getAttribute(directory, "unix:uid", LinkOption.NOFOLLOW_LINKS);
            int gid = (int) Files.getAttribute(directory, "unix:gid", LinkOption.NOFOLLOW_LINKS);
            if (uid == 0) {
                throw BuildFailure.ofUser("the service cannot read its sources")
                        .because(directory + " is for the superuser alone, and the image runs as " + ofImage)
                        .remedy("let others read it: chmod o+rx " + directory);
            }
            return new SourceReader(uid + ":" + gid);
        } catch (IOException e) {
            throw BuildFailure.ofWorld("cannot tell who may read " + directory)
                    .because(e.getMessage())
                    .causedBy(e)
                    .remedy("let this user read the directory");
        }
    }
}
