package io.github.sosapp.failure;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** Says in words what went wrong with a file where Java says nothing but its name. */
public final class FileTrouble {

    private FileTrouble() {}

    /** A sentence for people; never null. */
    public static String inWords(IOException cause) {
        if (cause instanceof AccessDeniedException denied) {
            return "this user may not read or write " + denied.getFile();
        }
        if (cause instanceof NoSuchFileException missing) {
            return "there is no " + missing.getFile();
        }
        return String.valueOf(cause.getMessage());
    }
}
