package io.github.sosapp.debian.archive;

import io.github.sosapp.debian.archive.mirror.DebianMirrors;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.failure.FileTrouble;
import io.github.sosapp.http.AddressText;
import io.github.sosapp.http.HttpFailure;
import io.github.sosapp.http.Reply;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/** Says what an archive did wrong, in words for the person who started the build. */
final class ArchiveFailure {

    private final DebianMirrors mirrors;

    ArchiveFailure(DebianMirrors mirrors) {
        this.mirrors = mirrors;
    }

    /** No answer, or one that is not what was asked for. */
    BuildFailure unreachable(String what, URI address, HttpFailure failure, boolean webPage) {
        HttpFailure.Kind kind = failure.kind();
        boolean page = webPage && kind == HttpFailure.Kind.WRONG_CONTENT;
        return BuildFailure.ofWorld("cannot fetch " + what)
                .because((page ? "a web page came instead: " : "") + failure.getMessage())
                .from(mirrors.origin())
                .asked(AddressText.of(address))
                .causedBy(failure)
                .remedy(remedy(address, kind));
    }

    private static String remedy(URI address, HttpFailure.Kind kind) {
        String host = address.getHost();
        return switch (kind) {
            case UNKNOWN_HOST -> "check the name in sos.debian.mirror, and that this machine can reach it";
            case REFUSED, STALLED, BROKEN ->
                "check the network between this machine and " + host + " and the proxy in settings.xml, or set"
                        + " another mirror as sos.debian.mirror";
            case UNTRUSTED -> "set sos.caCertificates to a PEM file with the authority that issued the certificate";
            case PROXY_LOGIN -> "check the proxy and its login in settings.xml";
            case WRONG_CONTENT, TOO_LARGE ->
                "try again in some minutes, in case the mirror is just being renewed; if it stays, set another mirror"
                        + " as sos.debian.mirror";
            case INTERRUPTED -> "start it again; packages that are complete are not fetched again";
            case NOT_TLS, REDIRECT, LOCAL_FILE -> "check the address in sos.debian.mirror, or set another mirror";
        };
    }

    /** An answer that says no. */
    BuildFailure answered(String what, Reply reply) {
        String host = reply.address().getHost();
        BuildFailure.Facts facts = BuildFailure.ofWorld("cannot fetch " + what)
                .because(host + " answered " + reply.status())
                .from(mirrors.origin())
                .asked(AddressText.of(reply.address()));
        if (reply.status() == 401 || reply.status() == 403) {
            return facts.remedy("set a mirror that asks for no login as sos.debian.mirror");
        }
        return reply.isTemporary()
                ? facts.remedy("try again later, or set another mirror as sos.debian.mirror")
                : facts.remedy("set the address of a Debian mirror as sos.debian.mirror, the directory that holds"
                        + " dists and pool, as in https://mirror.example.com/debian");
    }

    /** The signed list of a suite says something, or is signed in a way, that cannot be believed. */
    BuildFailure notBelieved(String suite, URI address, String why, String remedy) {
        return BuildFailure.ofWorld("the list of " + suite + " cannot be believed")
                .because("the file " + why)
                .from(mirrors.origin())
                .asked(AddressText.of(address))
                .remedy(remedy);
    }

    /** Something of this machine failed while it was kept. */
    static BuildFailure notKept(Path cache, IOException failure) {
        return BuildFailure.ofWorld("cannot keep packages in the cache " + cache)
                .because(FileTrouble.inWords(failure))
                .causedBy(failure)
                .remedy("make the directory writable and leave room on its disk, or name another place for caches in"
                        + " XDG_CACHE_HOME; then run the build again");
    }
}
