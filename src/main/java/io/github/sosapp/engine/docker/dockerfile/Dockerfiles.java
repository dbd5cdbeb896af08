package io.github.sosapp.engine.docker.dockerfile;

import com.samskivert.mustache.Mustache;
import io.github.sosapp.engine.docker.context.IgnoreRules;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.plan.DockerfilePlan;
import io.github.sosapp.plan.FileSource;
import io.github.sosapp.plan.PlannedFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Puts plans into the templates of their languages. The same plans give the same text on every machine. */
public final class Dockerfiles {

    private static final String SUFFIX = ".mustache";

    private final Mustache.Compiler compiler = Mustache.compiler()
            .escapeHTML(false)
            .emptyStringIsFalse(true)
            .withLoader(name -> new StringReader(resource(name + SUFFIX)));

    /**
     * The Dockerfile for these targets of one service, with the stages that they need and no others: the classic builder
     * makes every stage above the one that is asked for.
     *
     * @param plans one for each target; the last is what a build makes that names no target
     * @throws BuildFailure when a plan has something that no Dockerfile of this dialect can say
     */
    public RenderedDockerfile render(List<DockerfilePlan> plans, Dialect dialect) {
        DockerfilePlan last = plans.get(plans.size() - 1);
        Map<String, Object> words = new HashMap<>(words(last, dialect));
        words.put("buildkit", dialect == Dialect.BUILDKIT);
        SortedMap<String, String> files = new TreeMap<>();
        for (DockerfilePlan plan : plans) {
            Map<String, Object> ofTarget = words(plan, dialect);
            ofTarget.put("isDefault", plan == last);
            words.put(plan.target(), ofTarget);
            files.putAll(plan.facts().files());
        }
        String text = compiler.compile(resource(last.facts().template() + SUFFIX))
                .execute(words)
                // Parts that were left out leave their empty lines.
                .replaceAll("\n{3,}", "\n\n");
        return new RenderedDockerfile(text, last.target(), last.arguments(), files, IgnoreRules.standardText());
    }

    private static Map<String, Object> words(DockerfilePlan plan, Dialect dialect) {
        Map<String, Object> words = new HashMap<>(plan.facts().values());
        words.putAll(plan.facts().lists());
        words.put("target", plan.target());
        words.put("user", plan.execution().user());
        words.put("instructions", Instructions.of(plan));
        words.put(
                "contents",
                joined(RootFiles.commands(
                        plan.facts().contents(), plan.facts().values().getOrDefault("root", ""))));
        words.put("extraFiles", extraFiles(plan, dialect));
        words.put("arguments", arguments(plan.arguments()));
        return words;
    }

    private static List<String> arguments(SortedMap<String, String> arguments) {
        List<String> lines = new ArrayList<>();
        arguments.forEach((name, value) -> lines.add(name + "=" + Words.quoted(value)));
        return lines;
    }

    private static String joined(List<String> commands) {
        return String.join(" \\\n    && ", commands);
    }

    private static List<String> extraFiles(DockerfilePlan plan, Dialect dialect) {
        List<String> lines = new ArrayList<>();
        for (PlannedFile file : plan.extraFiles()) {
            Path source = ((FileSource.OnDisk) file.source()).path();
            if (!source.startsWith(plan.context())) {
                throw BuildFailure.ofUser("the build of a Dockerfile cannot read " + source)
                        .because("it reads nothing outside of " + plan.context())
                        .remedy("move the file below that directory, or build with -Dsos.engine=daemonless");
            }
            boolean modeOfSource = file.mode() == PlannedFile.MODE_OF_SOURCE;
            if (!modeOfSource && dialect == Dialect.COMMON) {
                throw BuildFailure.ofUser("the mode of " + file.path() + " cannot be said in this Dockerfile")
                        .because("only BuildKit sets modes of files that are copied")
                        .remedy("set the mode of the file itself and remove sos.files.….mode, or use BuildKit:"
                                + " -Dsos.docker.builder=buildkit");
            }
            lines.add("COPY --chown=" + file.owner()
                    + (modeOfSource ? "" : " --chmod=" + Integer.toOctalString(file.mode())) + " "
                    + Words.exec(
                            List.of(plan.context().relativize(source).toString().replace('\\', '/'), file.path())));
        }
        return lines;
    }

    private static String resource(String name) {
        try (InputStream stream = Dockerfiles.class.getResourceAsStream(name)) {
            if (stream == null) {
                throw new IllegalArgumentException("there is no template " + name);
            }
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the plugin's own archive cannot be read", e);
        }
    }
}
