package io.github.sosapp.engine.docker.context;

import java.util.ArrayDeque;
import java.util.Deque;

/** The shortest form of a slashed path, found in its text alone: no empty names, no {@code .}, {@code ..} only in front. */
final class CleanPath {

    private CleanPath() {}

    /** {@code .} when nothing is left of a relative path. */
    static String of(String path) {
        boolean absolute = path.startsWith("/");
        Deque<String> names = new ArrayDeque<>();
        for (String name : path.split("/")) {
            boolean up = name.equals("..");
            if (up && !names.isEmpty() && !names.getLast().equals("..")) {
                names.removeLast();
            } else if (!name.isEmpty() && !name.equals(".") && !(up && absolute)) {
                names.addLast(name);
            }
        }
        String joined = String.join("/", names);
        return absolute ? "/" + joined : joined.isEmpty() ? "." : joined;
    }
}
