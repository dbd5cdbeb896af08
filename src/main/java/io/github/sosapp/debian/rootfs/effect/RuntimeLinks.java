package io.github.sosapp.debian.rootfs.effect;

import io.github.sosapp.debian.rootfs.tree.RootTree;
import io.github.sosapp.image.layer.LayerEntry;
import io.github.sosapp.image.layer.Owner;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names under which a runtime is called, where Debian leaves them to alternatives or to another package. */
public final class RuntimeLinks {

    private static final Pattern JAVA_HOME = Pattern.compile("(/usr/lib/jvm/([^/]+))/bin/java");
    private static final Pattern PYTHON = Pattern.compile("/usr/bin/(python3\\.[0-9]+)");

    private RuntimeLinks() {}

    /** Empty when the tree has neither Java nor Python. */
    public static List<LayerEntry> entries(RootTree tree) {
        List<LayerEntry> entries = new ArrayList<>();
        java(tree).ifPresent(home -> {
            entries.add(LayerEntry.symlink("/usr/bin/java", home.group()));
            // Without it, JAVA_HOME would be another one on each platform.
            entries.add(LayerEntry.symlink("/usr/lib/jvm/default-java", home.group(2)));
        });
        python(tree).ifPresent(python -> {
            entries.add(LayerEntry.symlink("/usr/bin/python3", python.group(1)));
            entries.add(LayerEntry.symlink("/usr/bin/python", "python3"));
            entries.add(LayerEntry.directory("/usr/local/lib/" + python.group(1) + "/dist-packages", 0755, Owner.ROOT));
        });
        return entries;
    }

    private static Optional<Matcher> java(RootTree tree) {
        return first(tree, "/usr/lib/jvm", JAVA_HOME);
    }

    private static Optional<Matcher> python(RootTree tree) {
        return first(tree, "/usr/bin", PYTHON);
    }

    private static Optional<Matcher> first(RootTree tree, String directory, Pattern pattern) {
        return tree.below(directory).stream()
                .filter(entry -> entry.type() == LayerEntry.Type.FILE)
                .map(entry -> pattern.matcher(entry.path()))
                .filter(Matcher::matches)
                .findFirst();
    }
}
