package io.github.sosapp.http;

import java.io.IOException;
import java.io.OutputStream;

/** Where the body of a successful answer goes instead of memory; opened anew for every attempt, and closed after it. */
public interface ReplyTarget {

    /**
     * Takes one body.
     *
     * @param head the answer as far as it is known before its body
     * @throws HttpFailure when the body is of no use; any other exception says that this machine cannot take it
     */
    OutputStream open(Reply head) throws IOException;
}
