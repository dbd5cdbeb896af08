package io.github.sosapp.debian.archive;

import io.github.sosapp.debian.archive.mirror.DebianMirrors;
import io.github.sosapp.debian.archive.signature.ReleaseSignature;
import io.github.sosapp.debian.archive.signature.ReleaseSignature.NotTrusted;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.http.HttpFailure;
import io.github.sosapp.http.Reply;
import io.github.sosapp.http.Request;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Gets the signed list of a suite, from the cache while that is fresh, and believes it only after checking everything. */
final class SuiteReader {

    private static final Duration FRESH = Duration.ofHours(1);
    private static final Duration CLOCK_ERROR = Duration.ofDays(1);
    private static final String OTHER_MIRROR = "set another mirror as sos.debian.mirror";
    private static final DateTimeFormatter MINUTES =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final ArchiveAccess access;
    private final DebianMirrors mirrors;
    private final ArchiveFailure failures;
    private final ReleaseSignature signature;
    private final ReleaseCache cache;

    SuiteReader(ArchiveAccess access, DebianMirrors mirrors) {
        this.access = access;
        this.mirrors = mirrors;
        this.failures = new ArchiveFailure(mirrors);
        this.signature = new ReleaseSignature(access.keys().get());
        this.cache = new ReleaseCache(access.cache().resolve("archive"));
    }

    /** The list of that suite; empty when no mirror has the suite and it is not required. */
    Optional<ReleaseFile> read(String suite, boolean required) {
        List<URI> addresses = mirrors.of(suite, "dists/" + suite + "/InRelease");
        String key = suite + "\n" + addresses;
        Optional<ReleaseCache.Stored> stored = cache.find(key);
        if (access.offline()) {
            return offline(suite, stored, addresses.get(0), required);
        }
        Optional<ReleaseFile> known = stored.flatMap(list -> stillBelieved(suite, list, addresses.get(0)));
        if (known.isPresent() && isFresh(stored.get())) {
            return known;
        }
        try {
            return fetch(suite, addresses, key, stored.filter(list -> known.isPresent()), required);
        } catch (IOException e) {
            throw ArchiveFailure.notKept(access.cache(), e);
        }
    }

    private Optional<ReleaseFile> offline(
            String suite, Optional<ReleaseCache.Stored> stored, URI address, boolean required) {
        if (stored.isEmpty() && required) {
            throw BuildFailure.ofUser("the list of " + suite + " is not in the cache, and Maven is offline")
                    .from(mirrors.origin())
                    .remedy("run the build once without -o");
        }
        return stored.map(list -> judge(suite, address, list.message()));
    }

    private boolean isFresh(ReleaseCache.Stored stored) {
        Duration age = Duration.between(stored.confirmed(), access.clock().instant());
        return !age.isNegative() && age.compareTo(FRESH) < 0;
    }

    private Optional<ReleaseFile> stillBelieved(String suite, ReleaseCache.Stored stored, URI address) {
        try {
            return Optional.of(judge(suite, address, stored.message()));
        } catch (BuildFailure outdated) {
            return Optional.empty();
        }
    }

    private Optional<ReleaseFile> fetch(
            String suite, List<URI> addresses, String key, Optional<ReleaseCache.Stored> stored, boolean required)
            throws IOException {
        BuildFailure first = null;
        for (URI address : addresses) {
            try {
                Request request = Request.get(address);
                Reply reply = access.http()
                        .exchange(stored.map(list -> list.ifChanged(request)).orElse(request));
                if (reply.status() == 304 && stored.isPresent()) {
                    cache.put(key, stored.get().confirmedAt(access.clock().instant()));
                    return Optional.of(judge(suite, address, stored.get().message()));
                }
                if (reply.succeeded()) {
                    return Optional.of(newer(suite, address, key, reply, stored));
                }
                if (reply.status() != 404 && first == null) {
                    first = failures.answered("the list of " + suite, reply);
                }
            } catch (HttpFailure failure) {
                BuildFailure told = failures.unreachable("the list of " + suite, address, failure, false);
                first = first == null ? told : first;
            }
        }
        if (first != null) {
            throw first;
        }
        if (required) {
            throw noSuite(suite, addresses);
        }
        return Optional.empty();
    }

    // Mirrors behind one name are not renewed at the same moment; nobody gets back to a list older than the one he has.
    private ReleaseFile newer(String suite, URI address, String key, Reply reply, Optional<ReleaseCache.Stored> stored)
            throws IOException {
        ReleaseFile received = judge(suite, address, reply.body());
        if (stored.isPresent()) {
            ReleaseFile known = judge(suite, address, stored.get().message());
            if (received.date().isBefore(known.date())) {
                return known;
            }
        }
        cache.put(key, ReleaseCache.Stored.of(reply, access.clock().instant()));
        return received;
    }

    private ReleaseFile judge(String suite, URI address, byte[] message) {
        Instant now = access.clock().instant();
        ReleaseFile release = signed(suite, address, message, now);
        if (!release.names().contain(suite)) {
            throw failures.notBelieved(suite, address, "is the list of " + release.names(), OTHER_MIRROR);
        }
        if (release.date().isAfter(now.plus(CLOCK_ERROR))) {
            throw failures.notBelieved(
                    suite,
                    address,
                    "is dated " + MINUTES.format(release.date()) + ", which is in the future",
                    "check the clock of this machine; if it is right, " + OTHER_MIRROR);
        }
        if (release.validUntil().isPresent() && now.isAfter(release.validUntil().get())) {
            throw failures.notBelieved(
                    suite,
                    address,
                    "was valid until "
                            + MINUTES.format(release.validUntil().get())
                            + " only; newer packages may be missing from it",
                    OTHER_MIRROR + ", one that is kept up to date; a build with sos-lock.json needs no list");
        }
        return release;
    }

    private ReleaseFile signed(String suite, URI address, byte[] message, Instant now) {
        try {
            return ReleaseFile.parse(signature.verify(message, now), "suite " + suite);
        } catch (NotTrusted e) {
            throw failures.notBelieved(
                    suite,
                    address,
                    e.getMessage(),
                    OTHER_MIRROR + "; for an archive that is signed with other keys than Debian's, set"
                            + " sos.debian.keyring to the file that holds them");
        } catch (IllegalArgumentException e) {
            throw failures.notBelieved(suite, address, e.getMessage(), OTHER_MIRROR);
        }
    }

    private BuildFailure noSuite(String suite, List<URI> addresses) {
        return BuildFailure.ofUser("there is no suite " + suite + " in the archive")
                .because(addresses.get(0).getHost() + " answered 404")
                .from(mirrors.origin())
                .asked(String.join(", ", addresses.stream().map(URI::toString).toList()))
                .remedy("check the name of the suite, and that the address of the mirror is that of the directory that"
                        + " holds dists and pool, as in https://mirror.example.com/debian");
    }
}
