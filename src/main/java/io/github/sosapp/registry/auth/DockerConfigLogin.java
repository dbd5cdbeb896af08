package io.github.sosapp.registry.auth;

import com.google.cloud.tools.jib.api.Credential;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.LogEvent;
import com.google.cloud.tools.jib.frontend.CredentialRetrieverFactory;
import com.google.cloud.tools.jib.registry.credentials.CredentialRetrievalException;
import io.github.sosapp.secret.Secret;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file that {@code docker login}, {@code podman login} or {@code skopeo login} writes: logins in the file itself, or
 * the names of helper programs that know them. Jib reads it, with the other names that Docker Hub goes by.
 */
final class DockerConfigLogin implements CredentialSource {

    private static final Pattern HELPER = Pattern.compile("docker-credential-[A-Za-z0-9_.-]+");

    private final String name;
    private final Path file;

    DockerConfigLogin(String name, Path file) {
        this.name = name;
        this.file = file;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Answer ask(String registry) {
        if (!Files.isRegularFile(file)) {
            return Answer.none(name, "no file " + file);
        }
        List<LogEvent> events = new ArrayList<>();
        try {
            Optional<Credential> credential = CredentialRetrieverFactory.forImage(
                            ImageReference.parse(registry + "/any"), events::add)
                    .dockerConfig(file)
                    .retrieve();
            return credential
                    .map(found -> found(found, helper(events)))
                    .orElseGet(() -> Answer.none(name, absent(events)));
        } catch (CredentialRetrievalException | InvalidImageReferenceException | RuntimeException e) {
            // Jib meets a broken "auth" value with whatever exception its decoding runs into.
            return Answer.none(name, "cannot be read: " + file);
        }
    }

    private Answer found(Credential credential, Optional<String> helper) {
        String source = name + helper.map(program -> " through " + program).orElse("");
        Login login = new Login(
                credential.getUsername(),
                new Secret(credential.getPassword()),
                source,
                credential.isOAuth2RefreshToken());
        return new Answer(List.of(source + " (used)"), Optional.of(login));
    }

    private String absent(List<LogEvent> events) {
        Optional<String> helper = helper(events);
        List<String> warnings = events.stream()
                .filter(event -> event.getLevel() == LogEvent.Level.WARN)
                .map(LogEvent::getMessage)
                .toList();
        if (helper.isEmpty() || warnings.isEmpty()) {
            return "no entry in " + file;
        }
        // What a helper printed may hold a secret, so its words are judged and not repeated.
        if (warnings.get(0).contains("credentials not found in native keychain")) {
            return helper.get() + " has no entry";
        }
        boolean missing = warnings.get(0).startsWith("The system does not have");
        return "helper " + helper.get() + (missing ? " is not installed" : " failed");
    }

    private static Optional<String> helper(List<LogEvent> events) {
        return events.stream()
                .map(LogEvent::getMessage)
                .filter(message -> message.startsWith("trying "))
                .map(HELPER::matcher)
                .filter(Matcher::find)
                .map(Matcher::group)
                .reduce((first, second) -> second);
    }
}
