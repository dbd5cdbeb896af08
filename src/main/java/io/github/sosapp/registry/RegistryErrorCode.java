package io.github.sosapp.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sosapp.http.Reply;
import io.github.sosapp.image.Json;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/** The error codes of distribution-spec ("Error Codes") and Docker's registry, with what helps against each. */
enum RegistryErrorCode {
    BLOB_UNKNOWN("it does not know a blob of the image", "run mvn sos:push again; if it stays, the registry lost data"),
    BLOB_UPLOAD_INVALID("it dropped the upload", "run mvn sos:push again"),
    BLOB_UPLOAD_UNKNOWN("it forgot the upload", "run mvn sos:push again"),
    DENIED("access is denied", null),
    DIGEST_INVALID("it received other bytes than were sent", "look for a proxy that changes uploads, then push again"),
    MANIFEST_BLOB_UNKNOWN("a blob of the image is missing in it", "run mvn sos:push again"),
    MANIFEST_INVALID("it does not accept the manifest", "use a registry that speaks OCI image-spec 1.0 or newer"),
    MANIFEST_UNKNOWN("it does not have that image", "check the tag or digest"),
    MANIFEST_UNVERIFIED("it wants signed manifests", "use a registry that speaks OCI image-spec 1.0 or newer"),
    NAME_INVALID("it does not accept the repository name", "check sos.image; most registries want owner/name"),
    NAME_UNKNOWN("it has no such repository", "create the repository in the registry, or check sos.image"),
    SIZE_INVALID("the size does not fit the content", "run mvn sos:push again"),
    TAG_INVALID("it does not accept the tag", "set another sos.tags"),
    TOOMANYREQUESTS("there were too many requests", "wait a few minutes, then push again"),
    UNAUTHORIZED("it wants a login", null),
    UNAVAILABLE("it is not available at the moment", "try again later"),
    UNSUPPORTED("it does not support the operation", "use a registry that speaks OCI distribution-spec 1.0 or newer"),
    UNKNOWN("it gave no reason that this plugin knows", "ask whoever runs the registry, then push again");

    private final String meaning;
    private final String remedy;

    RegistryErrorCode(String meaning, String remedy) {
        this.meaning = meaning;
        this.remedy = remedy;
    }

    String meaning() {
        return meaning;
    }

    /** What to do; empty for questions of login, whose remedy depends on where the login came from. */
    Optional<String> remedy() {
        return Optional.ofNullable(remedy);
    }

    /** Whether a new upload of the same blob can mend it. */
    boolean endsOnlyTheSession() {
        return switch (this) {
            case BLOB_UPLOAD_UNKNOWN, BLOB_UPLOAD_INVALID, DIGEST_INVALID, SIZE_INVALID, TOOMANYREQUESTS, UNAVAILABLE ->
                true;
            default -> false;
        };
    }

    /** The code in an error document, else the usual one for the status. */
    static RegistryErrorCode of(Reply reply) {
        return error(reply).flatMap(error -> named(error.path("code").asText())).orElseGet(() -> usual(reply.status()));
    }

    /** The registry's own words, made safe to print: one line, at most 200 characters. */
    static Optional<String> message(Reply reply) {
        return error(reply)
                .map(error -> error.path("message").asText(""))
                .map(text -> text.replaceAll("[\\p{Cntrl}\\s]+", " ").trim())
                .map(text -> text.length() > 200 ? text.substring(0, 200) + "…" : text)
                .filter(text -> !text.isEmpty());
    }

    private static Optional<JsonNode> error(Reply reply) {
        try {
            JsonNode json = Json.parse(reply.body());
            JsonNode errors = json.path("errors");
            // Token services answer {"details": "…"}, {"message": "…"} or the registry's own form.
            return Optional.of(errors.size() > 0 ? errors.get(0) : json);
        } catch (IOException notJson) {
            return Optional.empty();
        }
    }

    private static Optional<RegistryErrorCode> named(String code) {
        return Arrays.stream(values())
                .filter(known -> known.name().equals(code))
                .findFirst();
    }

    private static RegistryErrorCode usual(int status) {
        return switch (status) {
            case 401 -> UNAUTHORIZED;
            case 403 -> DENIED;
            case 404 -> NAME_UNKNOWN;
            case 405 -> UNSUPPORTED;
            case 429 -> TOOMANYREQUESTS;
            case 502, 503, 504 -> UNAVAILABLE;
            default -> UNKNOWN;
        };
    }
}
