package io.github.sosapp.mojo;

import io.github.sosapp.failure.BuildFailure;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.maven.execution.MavenSession;
import org.apache.maven.project.MavenProject;

/** The time that somebody gave to everything that is built of a project; empty where nobody did. */
final class ProjectTime {

    private final MavenSession session;
    private final MavenProject project;

    ProjectTime(MavenSession session, MavenProject project) {
        this.session = session;
        this.project = project;
    }

    Optional<Instant> of(Map<String, String> environment) {
        String epoch = environment.getOrDefault("SOURCE_DATE_EPOCH", "").strip();
        if (!epoch.isEmpty()) {
            return Optional.of(instant(epoch, "environment variable SOURCE_DATE_EPOCH"));
        }
        String name = "project.build.outputTimestamp";
        String given = session.getUserProperties().getProperty(name, writtenProperty(name));
        String timestamp = given == null ? "" : given.strip();
        // Maven's convention: a single character switches reproducible timestamps off.
        return timestamp.length() < 2 ? Optional.empty() : Optional.of(instant(timestamp, "property " + name));
    }

    // Maven 3.10 and 4 give every project a timestamp of their own; only one that somebody wrote says anything, and the
    // image must not depend on the Maven that builds it.
    private String writtenProperty(String name) {
        List<Properties> written = new ArrayList<>();
        for (MavenProject pom = project; pom != null; pom = pom.getParent()) {
            if (pom.getOriginalModel() != null) {
                written.add(pom.getOriginalModel().getProperties());
                pom.getOriginalModel().getProfiles().forEach(profile -> written.add(profile.getProperties()));
            }
        }
        session.getRequest().getProfiles().forEach(profile -> written.add(profile.getProperties()));
        return written.stream().anyMatch(properties -> properties.containsKey(name))
                ? project.getProperties().getProperty(name)
                : "";
    }

    private static Instant instant(String text, String origin) {
        try {
            return text.matches("\\d{1,11}")
                    ? Instant.ofEpochSecond(Long.parseLong(text))
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw BuildFailure.ofUser(text + " is not a point in time")
                    .from(origin)
                    .causedBy(e)
                    .remedy("use seconds since 1970 or, in the POM, for example 2026-11-21T00:00:00Z");
        }
    }
}
