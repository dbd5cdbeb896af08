package io.github.sosapp.mojo;

import io.github.sosapp.goal.Project;
import io.github.sosapp.image.Digest;
import io.github.sosapp.image.cache.BlobStore;
import io.github.sosapp.image.cache.CheckedFiles;
import io.github.sosapp.image.cache.KeptFiles;
import io.github.sosapp.image.layer.LayerCache;
import io.github.sosapp.image.layout.LayerScans;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.Settings;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;

/** What builds leave for later ones outside of {@code target}: of all projects of this user, and of one project. */
final class LocalStores {

    private final MavenModule module;
    private final Project project;
    private final Settings settings;
    private CheckedFiles checked;
    private BlobStore blobs;

    LocalStores(MavenModule module, Project project, Settings settings) {
        this.module = module;
        this.project = project;
        this.settings = settings;
    }

    // Without the user's cache it is one of the module and not of one image, so that bases fetch what they share once.
    Path directory() {
        return settings.get(SettingCatalog.NO_CACHE).value()
                ? module.project().workDirectory().resolve("fresh-cache")
                : CacheDirectory.of(module.environment(), module.home(), System.getProperty("os.name"));
    }

    /** Where builds of other projects do not write. */
    Path ofProject() {
        Path identity = project.directory().resolve(project.image());
        Digest digest = Digest.of(identity.toString().getBytes(StandardCharsets.UTF_8));
        return directory().resolve("projects").resolve(digest.hex());
    }

    KeptFiles wheels() {
        return new KeptFiles(blobs(), ofProject().resolve("wheels"));
    }

    // One for all parts, because each looks for what is to be pruned when it is first written to.
    synchronized BlobStore blobs() {
        if (blobs == null) {
            blobs = new BlobStore(directory(), Clock.systemUTC(), checkedFiles());
        }
        return blobs;
    }

    LayerCache layers() {
        return LayerCache.of(ofProject(), blobs(), module.trustsFileTimes());
    }

    synchronized CheckedFiles checkedFiles() {
        if (checked == null) {
            checked = module.trustsFileTimes()
                    ? CheckedFiles.of(
                            module.sharedTexts(CheckedFiles.class.getName()),
                            ofProject().resolve("checked-files"))
                    : CheckedFiles.none();
        }
        return checked;
    }

    LayerScans layerScans() {
        return module.trustsFileTimes()
                ? LayerScans.of(
                        checkedFiles(),
                        module.sharedTexts(LayerScans.class.getName()),
                        ofProject().resolve("scans"))
                : LayerScans.none();
    }
}
