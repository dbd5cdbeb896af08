package io.github.sosapp.engine.docker.context;

import io.github.sosapp.engine.docker.context.IgnoreRules.Verdict;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.cache.FileState;
import io.github.sosapp.image.layer.FileContent;
import io.github.sosapp.image.layer.LayerEntry;
import io.github.sosapp.image.layer.Owner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** Finds what of a directory gets into a context; goes into no directory of which nothing can get in. */
final class ContextWalk {

    private final Path root;
    private final IgnoreRules rules;
    private final Predicate<Path> executable;
    private final Set<String> replaced;
    private final List<LayerEntry> entries = new ArrayList<>();
    private final List<String> withheld = new ArrayList<>();
    private final List<String> special = new ArrayList<>();

    /**
     * @param executable whether a file becomes executable
     * @param replaced paths whose files on disk do not count
     */
    ContextWalk(Path root, IgnoreRules rules, Predicate<Path> executable, Set<String> replaced) {
        this.root = root;
        this.rules = rules;
        this.executable = executable;
        this.replaced = replaced;
    }

    void run() {
        try {
            below(root, "", rules.root());
        } catch (UncheckedIOException e) {
            throw failure(e.getCause());
        } catch (IOException e) {
            throw failure(e);
        }
    }

    List<LayerEntry> entries() {
        return entries;
    }

    /** What stays out only because its name is that of a secret. */
    List<String> withheld() {
        return withheld;
    }

    /** Sockets, pipes and devices: they have no content. */
    List<String> special() {
        return special;
    }

    private void below(Path directory, String prefix, Verdict verdict) throws IOException {
        for (Path child : children(directory)) {
            String path = prefix + child.getFileName();
            Verdict own = rules.judge(path, verdict);
            if (own.isWithheld()) {
                withheld.add(path);
            }
            if (own.isLeftOut()) {
                // Asking what it is costs more than knowing that it does not matter.
                if (rules.mayLetInBelow(path, own) && Files.isDirectory(child, LinkOption.NOFOLLOW_LINKS)) {
                    below(child, path + "/", own);
                }
            } else if (!replaced.contains(path)) {
                add(child, path, own);
            }
        }
    }

    private static List<Path> children(Path directory) throws IOException {
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(directory)) {
            stream.forEach(children::add);
        }
        Collections.sort(children);
        return children;
    }

    private void add(Path file, String path, Verdict verdict) throws IOException {
        FileState state = FileState.ofLinkItselfWithoutInode(file);
        if (state.isDirectory()) {
            entries.add(LayerEntry.directory("/" + path, 0755, Owner.ROOT));
            below(file, path + "/", verdict);
        } else if (state.isLink()) {
            String target = Files.readSymbolicLink(file)
                    .toString()
                    .replace(file.getFileSystem().getSeparator(), "/");
            refuseWayOut(file, path, target);
            entries.add(LayerEntry.symlink("/" + path, target));
        } else if (state.isFile()) {
            int mode = executable.test(file) ? 0755 : 0644;
            entries.add(LayerEntry.file("/" + path, mode, Owner.ROOT, FileContent.of(state)));
        } else {
            special.add(path);
        }
    }

    private void refuseWayOut(Path link, String path, String target) throws IOException {
        if (leavesByName(path, target) || leavesOnDisk(link)) {
            throw BuildFailure.ofUser("the link " + link + " leads out of the module, to " + target)
                    .because("a build sees the files of " + root + " alone, so the link would lead nowhere in it,"
                            + " or to a file of the image that has this path by chance")
                    .remedy("link to a file of the module by a relative path, copy the file, name the link in"
                            + " .dockerignore, or make it in the Dockerfile with RUN ln -s");
        }
    }

    private static boolean leavesByName(String path, String target) {
        String parent = path.substring(0, path.lastIndexOf('/') + 1);
        String clean = CleanPath.of(parent + target);
        return Path.of(target).isAbsolute() || target.startsWith("/") || clean.equals("..") || clean.startsWith("../");
    }

    // Through other links a path may lead elsewhere than its text says.
    private boolean leavesOnDisk(Path link) throws IOException {
        try {
            return !link.toRealPath().startsWith(root.toRealPath());
        } catch (AccessDeniedException e) {
            throw e;
        } catch (IOException leadsNowhere) {
            return false;
        }
    }

    private BuildFailure failure(IOException cause) {
        String file = cause instanceof FileSystemException named && named.getFile() != null
                ? named.getFile()
                : root.toString();
        if (cause instanceof NoSuchFileException) {
            return BuildFailure.ofUser(file + " vanished while the build context was collected")
                    .because("something deleted it between listing its directory and looking at it")
                    .causedBy(cause)
                    .remedy("let nothing write to the module during the build, or name it in .dockerignore");
        }
        return BuildFailure.ofUser(file + " cannot be read for the build context")
                .because(
                        cause instanceof AccessDeniedException
                                ? "its permissions keep this user out"
                                : "the file system refused")
                .causedBy(cause)
                .remedy("let this user read it, or name it in .dockerignore");
    }
}
