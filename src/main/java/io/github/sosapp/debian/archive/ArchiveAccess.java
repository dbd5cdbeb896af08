package io.github.sosapp.debian.archive;

import io.github.sosapp.debian.archive.mirror.MirrorSearch;
import io.github.sosapp.debian.archive.signature.ArchiveKeys;
import io.github.sosapp.http.HttpTransport;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Supplier;

/**
 * How an archive is reached and whom it is believed.
 *
 * @param mirrors asked only when something is missing in the cache
 * @param keys read only when a list is to be believed: packages of a lock need none
 * @param cache of the user, shared with the layers
 * @param clock judges dates and expiry
 * @param offline whether the cache alone must do
 */
public record ArchiveAccess(
        MirrorSearch mirrors,
        Supplier<ArchiveKeys> keys,
        HttpTransport http,
        Path cache,
        Clock clock,
        boolean offline) {}
