package io.github.sosapp.service.java;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Where each library lies in the image. Files of one name from different groups get a directory named after their group,
 * all of them, so that none depends on the order; a group holds a file name only once.
 */
final class LibraryPaths {

    private static final String DIRECTORY = JavaApplication.DIRECTORY + "/lib/";

    private LibraryPaths() {}

    /** The absolute paths, in the order of the libraries. */
    static List<String> of(List<ClassPathEntry> libraries) {
        Map<String, Integer> uses = new HashMap<>();
        libraries.forEach(library -> uses.merge(folded(library), 1, Integer::sum));
        List<String> paths = new ArrayList<>();
        for (ClassPathEntry library : libraries) {
            boolean alone = uses.get(folded(library)) == 1;
            paths.add(DIRECTORY + (alone ? "" : library.groupId() + "/") + library.fileName());
        }
        return Collections.unmodifiableList(paths);
    }

    // Layers refuse names that differ only in case.
    private static String folded(ClassPathEntry library) {
        return library.fileName().toLowerCase(Locale.ROOT);
    }
}
