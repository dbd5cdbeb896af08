package io.github.sosapp.http;

import java.io.IOException;
import java.io.OutputStream;

/** Where the body of a successful answer goes instead of memory; opened anew for every attempt, and
 * closed after it. */
public interface ReplyTarget {

    OutputStream open() throws IOException;
}
