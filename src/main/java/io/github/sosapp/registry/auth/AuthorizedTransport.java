package io.github.sosapp.registry.auth;

import io.github.sosapp.http.HttpFailure;
import io.github.sosapp.http.HttpTransport;
import io.github.sosapp.http.Origin;
import io.github.sosapp.http.Reply;
import io.github.sosapp.http.ReplyTarget;
import io.github.sosapp.http.Request;
import io.github.sosapp.secret.Secret;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sends requests to one registry and proves who we are when it asks. The first request is the anonymous {@code GET /v2/}
 * of distribution-spec ("Determining Support"), whose answer says how to log in; from then on every request carries its
 * proof, so that none has to be sent twice. Safe for several threads.
 */
public final class AuthorizedTransport {

    private final HttpTransport http;
    private final CredentialChain logins;
    private final String registry;
    private final TokenExchange exchange;
    private final Map<Scope, Secret> tokens = new HashMap<>();
    private URI base;
    private Challenge challenge;

    /**
     * @param registry {@code host[:port]}, {@code docker.io} for Docker Hub
     */
    public AuthorizedTransport(HttpTransport http, CredentialChain logins, String registry) {
        this.http = http;
        this.logins = logins;
        this.registry = registry;
        this.exchange = new TokenExchange(http);
    }

    /** {@code host[:port]}. */
    public String registry() {
        return registry;
    }

    /** For requests to others, which carry no login. */
    public HttpTransport http() {
        return http;
    }

    /** The address of the registry, ending in a slash; asks it on first use. */
    public synchronized URI base() throws HttpFailure, LoginRefused {
        if (base == null) {
            ping();
        }
        return base;
    }

    /** The login in use; empty as long as the registry has not asked for one, and when none was found. */
    public synchronized Optional<Login> login() {
        return challenge == null ? Optional.empty() : logins.find(registry);
    }

    /** Every place that was asked for a login, with its answer; empty as long as the registry has not asked. */
    public synchronized List<String> trace() {
        return challenge == null ? List.of() : logins.trace(registry);
    }

    /** Sends a request that may be sent again; a proof that the registry no longer accepts is renewed once. */
    public Reply exchange(Request request, Scope scope) throws HttpFailure, LoginRefused {
        String proof = proof(request.address(), scope);
        Reply reply = http.exchange(proven(request, proof));
        if (reply.status() != 401 || !renew(reply, request.address(), scope, proof)) {
            return reply;
        }
        return http.exchange(proven(request, proof(request.address(), scope)));
    }

    /** Sends a request that reads once, and again only with a renewed proof; the body goes to {@code target}. */
    public Reply read(Request request, Scope scope, ReplyTarget target) throws HttpFailure, LoginRefused {
        String proof = proof(request.address(), scope);
        Reply reply = http.attempt(proven(request, proof), target);
        if (reply.status() != 401 || !renew(reply, request.address(), scope, proof)) {
            return reply;
        }
        return http.attempt(proven(request, proof(request.address(), scope)), target);
    }

    /** Sends a request once; after a 401 the proof is renewed for the next request, if that can help. */
    public Reply attempt(Request request, Scope scope) throws HttpFailure, LoginRefused {
        String proof = proof(request.address(), scope);
        Reply reply = http.attempt(proven(request, proof));
        if (reply.status() == 401) {
            renew(reply, request.address(), scope, proof);
        }
        return reply;
    }

    private static Request proven(Request request, String proof) {
        return proof == null ? request : request.with("Authorization", proof);
    }

    private void ping() throws HttpFailure, LoginRefused {
        String host = registry.equals("docker.io") ? "registry-1.docker.io" : registry;
        URI secure = URI.create("https://" + host + "/");
        Reply reply = http.settings().isInsecure(secure)
                ? pingInsecure(secure, URI.create("http://" + host + "/"))
                : http.exchange(Request.get(secure.resolve("v2/")));
        if (reply.isTemporary()) {
            base = null;
            throw new LoginRefused(reply, "the registry");
        }
        if (reply.status() == 401) {
            adopt(reply);
        }
        if (base == null) {
            base = secure;
        }
    }

    // An explicit port of a listed host is tried with plain http first: a plain server may wait for ever for the rest
    // of
    // a TLS greeting, but a TLS server answers plain http at once. Nothing secret is in this request.
    private Reply pingInsecure(URI secure, URI plain) throws HttpFailure {
        boolean plainFirst = secure.getPort() >= 0;
        URI first = plainFirst ? plain : secure;
        URI second = plainFirst ? secure : plain;
        try {
            Reply reply = http.attempt(Request.get(first.resolve("v2/")));
            boolean stayed = Origin.of(reply.address()).equals(Origin.of(first));
            if (stayed && (reply.status() == 200 || reply.status() == 401)) {
                base = first;
                return reply;
            }
        } catch (HttpFailure tryTheOther) {
            if (tryTheOther.kind() == HttpFailure.Kind.UNKNOWN_HOST) {
                throw tryTheOther;
            }
        }
        try {
            Reply reply = http.attempt(Request.get(second.resolve("v2/")));
            base = second;
            return reply;
        } catch (HttpFailure neither) {
            Reply reply = http.exchange(Request.get(first.resolve("v2/")));
            base = first;
            return reply;
        }
    }

    private void adopt(Reply reply) throws LoginRefused {
        List<Challenge> challenges = Challenge.parse(reply.headers("WWW-Authenticate"));
        challenge = challenges.stream()
                .filter(candidate -> candidate.scheme().equals("bearer"))
                .findFirst()
                .or(() -> challenges.stream()
                        .filter(candidate -> candidate.scheme().equals("basic"))
                        .findFirst())
                .orElseThrow(() -> new LoginRefused("it asks for a kind of login that is neither Basic nor Bearer"));
    }

    /** The value of the Authorization header; null at another origin and when there is nothing to prove. */
    private synchronized String proof(URI address, Scope scope) throws HttpFailure, LoginRefused {
        Origin origin = Origin.of(base());
        if (challenge == null || !Origin.of(address).equals(origin)) {
            return null;
        }
        Optional<Login> login = logins.find(registry);
        if (challenge.scheme().equals("basic")) {
            return login.filter(found -> !found.identityToken())
                    .map(AuthorizedTransport::basic)
                    .orElse(null);
        }
        Secret token = tokens.get(scope);
        if (token == null) {
            token = exchange.token(challenge, scope, login, origin);
            tokens.put(scope, token);
        }
        return "Bearer " + token.reveal();
    }

    /** Forgets the refused proof; says whether the next one can be another. */
    private synchronized boolean renew(Reply reply, URI address, Scope scope, String proof)
            throws HttpFailure, LoginRefused {
        if (!Origin.of(address).equals(Origin.of(base()))
                || !Origin.of(reply.address()).equals(Origin.of(base()))) {
            return false;
        }
        Secret known = tokens.get(scope);
        if (known != null && ("Bearer " + known.reveal()).equals(proof)) {
            tokens.remove(scope);
        }
        if (reply.header("WWW-Authenticate").isPresent()) {
            adopt(reply);
        }
        String next = proof(address, scope);
        return next != null && !next.equals(proof);
    }

    static String basic(Login login) {
        byte[] pair = (login.user() + ":" + login.password().reveal()).getBytes(StandardCharsets.UTF_8);
        return "Basic " + Base64.getEncoder().encodeToString(pair);
    }
}
