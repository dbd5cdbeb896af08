package io.github.sosapp.engine.docker;

import io.github.sosapp.image.Platform;

/**
 * Who carries a Dockerfile out, in the words of messages.
 *
 * @param name continues "the disk of …"
 * @param release the product and its version
 * @param platform of the machine that it is on
 * @param place where a message about it comes from
 */
public record Builder(String name, String release, Platform platform, String place) {

    static Builder of(EngineConnection engine) {
        return new Builder(
                "the engine at " + engine.endpoint().host(),
                engine.release(),
                engine.platform(),
                engine.endpoint().toString());
    }
}
