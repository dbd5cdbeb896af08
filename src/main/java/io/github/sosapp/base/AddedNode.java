package io.github.sosapp.base;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.layer.FileContent;
import io.github.sosapp.image.layer.LayerConflicts.NamedEntries;
import io.github.sosapp.image.layer.LayerEntry;
import io.github.sosapp.image.layer.Owner;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * Node.js as a package of npm has it, which carries the programs of the Node.js project: the program and its licence,
 * without npm and headers.
 *
 * @param origin who names the builds: the lock, or the registry
 */
record AddedNode(SortedMap<Platform, NodeBuild> builds, String origin, NodeBuilds source) implements AddedRuntime {

    /** Changes whenever the same build would give other files. */
    private static final int VERSION = 1;

    private static final String PROGRAM = "/usr/bin/node";
    private static final Map<String, String> WANTED =
            Map.of("package/bin/node", PROGRAM, "package/LICENSE", "/usr/share/doc/nodejs/LICENSE");

    @Override
    public String description() {
        return "Node.js " + builds.values().iterator().next().version();
    }

    @Override
    public void describe(ObjectNode json) {
        ObjectNode platforms = json.putObject("node");
        builds.forEach((platform, build) -> platforms.set(platform.toString(), LockDocument.json(build)));
    }

    @Override
    public void identify(Platform platform, ObjectNode json) {
        json.put("node", VERSION + " " + builds.get(platform).integrity());
    }

    @Override
    public NamedEntries entries(Platform platform, Path work) throws IOException {
        Files.createDirectories(work);
        NodeBuild build = builds.get(platform);
        Path archive = source.fetch(build, work);
        build.require(archive, origin);
        List<LayerEntry> entries = new ArrayList<>();
        try (InputStream file = new BufferedInputStream(Files.newInputStream(archive));
                TarArchiveInputStream tar = new TarArchiveInputStream(new GZIPInputStream(file), "UTF-8")) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                String target = WANTED.get(entry.getName());
                if (target != null && entry.isFile() && entries.size() < WANTED.size()) {
                    Path extracted = work.resolve("file-" + entries.size());
                    Files.copy(tar, extracted);
                    int mode = target.equals(PROGRAM) ? 0755 : 0644;
                    entries.add(LayerEntry.file(target, mode, Owner.ROOT, FileContent.of(extracted)));
                }
            }
        }
        if (entries.stream().noneMatch(entry -> entry.path().equals(PROGRAM))) {
            throw new IOException(build.npmPackage() + " " + build.version() + " has no bin/node");
        }
        return new NamedEntries("Node.js " + build.version(), entries);
    }
}
