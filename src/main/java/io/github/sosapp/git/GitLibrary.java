package io.github.sosapp.git;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.IndexDiff;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.submodule.SubmoduleWalk.IgnoreSubmoduleMode;
import org.eclipse.jgit.treewalk.FileTreeIterator;
import org.eclipse.jgit.treewalk.filter.AndTreeFilter;
import org.eclipse.jgit.treewalk.filter.PathFilterGroup;
import org.eclipse.jgit.treewalk.filter.TreeFilter;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.SystemReader;

/** Reads repositories with JGit, for machines without the {@code git} program. */
final class GitLibrary implements RepositoryReader {

    private final FS files;

    /** @param environment of this process; HOME and XDG_CONFIG_HOME say where the user's Git configuration is */
    GitLibrary(Map<String, String> environment) {
        // JGit has one for the whole library; ours is the only user in the plugin's class realm.
        ReadOnlySystem system = ReadOnlySystem.insteadOf(SystemReader.getInstance(), environment);
        SystemReader.setInstance(system);
        this.files = FS.DETECTED.newInstance().setUserHome(system.home().toFile());
    }

    @Override
    public boolean isDirty(Checkout checkout, List<String> paths, List<String> excluded) throws IOException {
        try (Repository repository = open(checkout)) {
            IndexDiff diff = new IndexDiff(repository, Constants.HEAD, new FileTreeIterator(repository));
            diff.setFilter(below(paths));
            diff.setIgnoreSubmoduleMode(IgnoreSubmoduleMode.NONE);
            diff.diff();
            // The filter does not hold for submodules, and cannot express an exclusion.
            return Stream.of(
                            diff.getAdded(),
                            diff.getChanged(),
                            diff.getRemoved(),
                            diff.getMissing(),
                            diff.getModified(),
                            diff.getConflicting(),
                            diff.getUntracked())
                    .flatMap(Collection::stream)
                    .anyMatch(path -> isBelow(paths, path) && !isBelow(excluded, path));
        }
    }

    @Override
    public Optional<Commit> lastCommit(Checkout checkout, List<String> paths) throws IOException {
        return commit(checkout, AndTreeFilter.create(below(paths), TreeFilter.ANY_DIFF));
    }

    @Override
    public Optional<Commit> head(Checkout checkout) throws IOException {
        return commit(checkout, TreeFilter.ALL);
    }

    @Override
    public Optional<String> origin(Checkout checkout) throws IOException {
        try (Repository repository = open(checkout)) {
            return Stream.of(repository.getConfig().getStringList("remote", "origin", "url"))
                    .findFirst();
        }
    }

    @Override
    public List<IndexEntry> index(Checkout checkout, Path directory) throws IOException {
        String prefix = Checkout.slashed(checkout.root().relativize(directory));
        List<IndexEntry> entries = new ArrayList<>();
        try (Repository repository = open(checkout)) {
            DirCache index = repository.readDirCache();
            for (DirCacheEntry entry :
                    prefix.isEmpty() ? index.getEntriesWithin("") : index.getEntriesWithin(prefix + "/")) {
                String path = entry.getPathString();
                entries.add(new IndexEntry(
                        prefix.isEmpty() ? path : path.substring(prefix.length() + 1),
                        Integer.toOctalString(entry.getRawMode()),
                        entry.getObjectId().name()));
            }
        }
        return entries;
    }

    private Optional<Commit> commit(Checkout checkout, TreeFilter filter) throws IOException {
        try (Repository repository = open(checkout);
                RevWalk walk = new RevWalk(repository)) {
            ObjectId head = repository.resolve(Constants.HEAD);
            if (head == null) {
                return Optional.empty();
            }
            walk.markStart(walk.parseCommit(head));
            walk.setTreeFilter(filter);
            // Stops at the first commit found; rewritten parents would cost a walk through the whole history.
            walk.setRewriteParents(false);
            RevCommit commit = walk.next();
            return Optional.ofNullable(commit)
                    .map(found -> new Commit(found.name(), Instant.ofEpochSecond(found.getCommitTime())));
        }
    }

    private static TreeFilter below(List<String> paths) {
        return paths.contains("") ? TreeFilter.ALL : PathFilterGroup.createFromStrings(paths);
    }

    private static boolean isBelow(List<String> paths, String path) {
        return paths.stream().anyMatch(top -> top.isEmpty() || path.equals(top) || path.startsWith(top + "/"));
    }

    private Repository open(Checkout checkout) throws IOException {
        return new FileRepositoryBuilder()
                .setFS(files)
                .setWorkTree(checkout.root().toFile())
                .setGitDir(checkout.repository().toFile())
                .setMustExist(true)
                .build();
    }
}
