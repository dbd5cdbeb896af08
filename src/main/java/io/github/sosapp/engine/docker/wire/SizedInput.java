package io.github.sosapp.engine.docker.wire;

import java.io.InputStream;

/** A body whose length is known before it is read, so that the engine need not be told of every piece. */
public abstract class SizedInput extends InputStream {

    /** In bytes, from the beginning. */
    public abstract long length();
}
