package io.github.sosapp.plan;

import io.github.sosapp.image.ExecutionConfig;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a language says about the Dockerfile of one target of a service.
 *
 * @param template for example {@code go}
 * @param execution how a container is started; settings that all languages share come on top
 * @param contents texts, links and directories that the image has besides what is built
 * @param values what the template fills in, by name; an empty or missing one leaves out the part that is about it
 * @param lists what the template repeats a part for, by name
 * @param files texts that the build needs beside the Dockerfile, by their paths
 * @param warnings for the console, when the Dockerfile is built at once
 */
public record DockerfileFacts(
        String template,
        ExecutionConfig execution,
        List<PlannedFile> contents,
        SortedMap<String, String> values,
        SortedMap<String, List<String>> lists,
        SortedMap<String, String> files,
        List<String> warnings) {

    /** Directory of {@link #files()} that belongs to the plugin alone. */
    public static final String DIRECTORY = ".sos";

    public DockerfileFacts {
        contents = List.copyOf(contents);
        values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
        lists = Collections.unmodifiableSortedMap(new TreeMap<>(lists));
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
        warnings = List.copyOf(warnings);
    }
}
