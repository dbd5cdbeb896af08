package io.github.sosapp.registry;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.http.HttpFailure;
import io.github.sosapp.http.Reply;
import io.github.sosapp.http.RetryPolicy;
import io.github.sosapp.registry.auth.AuthorizedTransport;
import io.github.sosapp.registry.auth.Login;
import io.github.sosapp.registry.auth.LoginRefused;
import java.util.List;
import java.util.Optional;

/** Puts into words why a registry did not do what it was asked. */
final class RegistryFailure {

    private final AuthorizedTransport wire;
    private final String repository;
    private final boolean writes;
    private final String registrySetting;
    private final String imageSettings;

    /**
     * @param repository without the registry
     * @param writes whether somebody wants to push
     * @param settings which name the image, for remedies; the first names the registry
     */
    RegistryFailure(AuthorizedTransport wire, String repository, boolean writes, List<String> settings) {
        this.wire = wire;
        this.repository = repository;
        this.writes = writes;
        this.registrySetting = settings.get(0);
        this.imageSettings = String.join(" or ", settings);
    }

    private String image() {
        return wire.registry() + "/" + repository;
    }

    /**
     * An answer that is not the wished one.
     *
     * @param action what was tried, to follow "cannot": {@code push the manifest sha256:… to ghcr.io/sos-app/base}
     */
    BuildFailure answered(String action, Reply reply) {
        RegistryErrorCode code = RegistryErrorCode.of(reply);
        if (reply.status() == 401) {
            return refusedLogin(reply, "the registry");
        }
        if (reply.status() == 403) {
            return forbidden(action, reply);
        }
        if (reply.status() == 413) {
            return BuildFailure.ofWorld("cannot " + action)
                    .because(said(reply, "the upload is larger than it or a proxy before it allows"))
                    .remedy(
                            "raise the limit for uploads there (nginx: client_max_body_size), or make the layer smaller");
        }
        if (reply.isTemporary()) {
            return BuildFailure.ofWorld("cannot " + action)
                    .because(said(reply, code.meaning()) + patience(reply))
                    .remedy("try again later; if it stays, ask whoever runs " + wire.registry());
        }
        return BuildFailure.ofWorld("cannot " + action)
                .because(said(reply, code.meaning()))
                .remedy(code.remedy().orElseGet(this::loginRemedy));
    }

    private static String patience(Reply reply) {
        return reply.retryAfter()
                .filter(wait -> wait.compareTo(RetryPolicy.LONGEST_ASKED) > 0)
                .map(wait -> "; it asks to come back in " + wait.toSeconds() + " s")
                .orElse("; trying again did not help");
    }

    private static String said(Reply reply, String otherwise) {
        return "the registry answered " + reply.status() + ": "
                + RegistryErrorCode.message(reply).orElse(otherwise);
    }

    /** A login that the registry or its token service did not take. */
    BuildFailure refused(LoginRefused refusal) {
        Optional<Reply> reply = refusal.reply();
        if (reply.isEmpty()) {
            return BuildFailure.ofWorld("cannot log in to " + wire.registry())
                    .because("the registry asks for a login in a way that cannot be followed: " + refusal.getMessage())
                    .remedy("check the name of the registry in " + registrySetting
                            + "; if it is right, tell whoever runs it");
        }
        if (reply.get().isTemporary()) {
            return BuildFailure.ofWorld("cannot log in to " + wire.registry())
                    .because(refusal.getMessage() + " answered " + reply.get().status() + patience(reply.get()))
                    .remedy("try again later; if it stays, ask whoever runs " + wire.registry());
        }
        return refusedLogin(reply.get(), refusal.getMessage());
    }

    private BuildFailure refusedLogin(Reply reply, String who) {
        Optional<Login> login = wire.login();
        String words = RegistryErrorCode.message(reply).map(text -> ": " + text).orElse("");
        String why = login.map(found -> who + " answered " + reply.status() + " to the token of " + found.described())
                .orElse(who + " answered " + reply.status() + ", and no login for it was found");
        return asked(BuildFailure.ofUser("cannot log in to " + wire.registry()).because(why + words))
                .remedy(loginRemedy());
    }

    private BuildFailure forbidden(String action, Reply reply) {
        Optional<Login> login = wire.login();
        String who = login.map(found -> "the token of " + found.described()).orElse("a request without a login");
        String words = RegistryErrorCode.message(reply).map(text -> ": " + text).orElse("");
        return asked(BuildFailure.ofUser("cannot " + action)
                        .because("the registry answered " + reply.status() + " to " + who + words))
                .remedy(loginRemedy());
    }

    private BuildFailure.Facts asked(BuildFailure.Facts facts) {
        List<String> trace = wire.trace();
        return trace.isEmpty() ? facts : facts.asked(String.join(", ", trace));
    }

    private String loginRemedy() {
        String host = wire.registry();
        if (wire.login().isEmpty()) {
            return "run docker login " + host + ", or add a server with the id " + host
                    + " to settings.xml, or set SOS_REGISTRY_USERNAME and SOS_REGISTRY_PASSWORD";
        }
        if (host.equals("ghcr.io")) {
            return "give the token the scope " + (writes ? "write" : "read")
                    + ":packages, or set another login: docker login ghcr.io";
        }
        return "check that this login is right and may use " + image() + ", or set another: docker login " + host;
    }

    /** No answer at all, or one that breaks the rules. */
    BuildFailure unreachable(String action, HttpFailure failure) {
        // Where nothing can be reached, which of many blobs was asked for first says nothing.
        BuildFailure.Facts facts = switch (failure.kind()) {
            case PROXY_LOGIN, UNKNOWN_HOST, UNTRUSTED, NOT_TLS ->
                BuildFailure.ofUser("cannot reach the registry " + wire.registry());
            case REFUSED -> BuildFailure.ofWorld("cannot reach the registry " + wire.registry());
            default -> BuildFailure.ofWorld("cannot " + action);
        };
        return facts.because(failure.getMessage()).causedBy(failure).remedy(remedy(failure.kind()));
    }

    private String remedy(HttpFailure.Kind kind) {
        String host = wire.registry();
        return switch (kind) {
            case UNKNOWN_HOST -> "check the name in " + imageSettings + ", and that this machine can reach it";
            case REFUSED -> "check the port in " + registrySetting + " and that " + host + " is running";
            case UNTRUSTED -> "set sos.caCertificates to a PEM file with the authority that issued the certificate";
            case NOT_TLS -> "if " + host + " is meant to speak plain http, set sos.insecureRegistries to " + host;
            case STALLED, BROKEN -> "check the network between this machine and " + host + ", then try again";
            case REDIRECT ->
                "check the name of the registry in " + registrySetting + "; if it is right, tell whoever runs it";
            case PROXY_LOGIN ->
                "check the proxy in settings.xml; for https Java sends a proxy login only when Maven starts "
                        + "with MAVEN_OPTS=-Djdk.http.auth.tunneling.disabledSchemes=";
            case WRONG_CONTENT -> "do not use this copy; ask whoever runs " + host + " or the proxy before it";
            case TOO_LARGE -> "check that " + host + " is a registry";
            case LOCAL_FILE -> "run mvn package";
            case INTERRUPTED -> "start it again; what was uploaded is not sent again";
        };
    }
}
