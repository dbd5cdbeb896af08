package io.github.sosapp.engine.docker.dockerfile;

import io.github.sosapp.plan.FileSource;
import io.github.sosapp.plan.PlannedFile;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Texts, links and directories of a plan as the shell commands that make them below a directory. */
final class RootFiles {

    private static final int USUAL_FILE = 0644;
    private static final int USUAL_DIRECTORY = 0755;

    private RootFiles() {}

    /** @param root without a slash at its end; empty for the root of the stage */
    static List<String> commands(List<PlannedFile> files, String root) {
        TreeSet<String> directories = new TreeSet<>();
        List<String> commands = new ArrayList<>();
        for (PlannedFile file : files) {
            String path = root + file.path();
            String quoted = Words.shell(path);
            if (file.source() instanceof FileSource.Directory) {
                directories.add(path);
                if (file.mode() != USUAL_DIRECTORY) {
                    commands.add(mode(file, quoted));
                }
                continue;
            }
            directories.add(path.substring(0, path.lastIndexOf('/')));
            if (file.source() instanceof FileSource.Text text) {
                commands.add("printf '%s\\n' "
                        + text.content().lines().map(Words::shell).collect(Collectors.joining(" ")) + " >" + quoted);
                if (file.mode() != USUAL_FILE) {
                    commands.add(mode(file, quoted));
                }
            } else if (file.source() instanceof FileSource.Link link) {
                commands.add("ln -sfn " + Words.shell(link.target()) + " " + quoted);
            } else {
                throw new IllegalArgumentException(file.path() + " is neither a text nor a link nor a directory");
            }
        }
        List<String> all = new ArrayList<>();
        directories.remove("");
        if (!directories.isEmpty()) {
            all.add("mkdir -p " + directories.stream().map(Words::shell).collect(Collectors.joining(" ")));
        }
        all.addAll(commands);
        return all;
    }

    private static String mode(PlannedFile file, String path) {
        return "chmod " + Integer.toOctalString(file.mode()) + " " + path;
    }
}
