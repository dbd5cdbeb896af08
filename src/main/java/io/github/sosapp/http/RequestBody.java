package io.github.sosapp.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/** What a request carries; can be sent again, so it is opened once per attempt. */
public interface RequestBody {

    RequestBody NONE = of(new byte[0]);

    /** In bytes; sent as {@code Content-Length}. */
    long length();

    /**
     * Opens the content. An exception of the stream ends the request without a further attempt: the content, not the
     * connection, is at fault.
     */
    InputStream open() throws IOException;

    static RequestBody of(byte[] content) {
        byte[] copy = content.clone();
        return new RequestBody() {
            @Override
            public long length() {
                return copy.length;
            }

            @Override
            public InputStream open() {
                return new ByteArrayInputStream(copy);
            }
        };
    }
}
