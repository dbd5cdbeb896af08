package io.github.sosapp.service.python.lock;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.python.TargetPython;
import io.github.sosapp.python.VersionSpecifiers;
import java.nio.file.Path;

/**
 * A lock in TOML, whoever wrote it, and what is wrong with it.
 *
 * @param tool that makes it, for remedies
 */
record TomlLock(Path file, JsonNode content, String tool) {

    static TomlLock read(Path file, String tool) {
        return new TomlLock(file, TomlFile.read(file), tool);
    }

    /** The failure for something in it that cannot be understood. */
    BuildFailure unreadable(String what) {
        return BuildFailure.ofUser("cannot understand " + file.getFileName())
                .because(what)
                .from(file)
                .remedy("make it again with " + tool + ", or write requirements.txt with it and delete this file");
    }

    /** The failure for a package that is no wheel of an index. */
    BuildFailure notOfAnIndex(String name, String problem) {
        return BuildFailure.ofUser(name + " " + problem)
                .because("only wheels of an index are installed: sources would have to be built for each platform")
                .from(file)
                .remedy("publish " + name + " to an index as a wheel, or copy its code below the service's source");
    }

    /** @param what has the table in which {@code requires-python} may be */
    void requirePython(JsonNode table, TargetPython target, String what) {
        String wanted = table.path("requires-python").asText("");
        if (!VersionSpecifiers.parse(wanted).allows(target.version())) {
            throw BuildFailure.ofUser(what + " is not for Python " + target.version())
                    .because("it says requires-python = " + wanted)
                    .from(file)
                    .remedy("lock for Python " + target.version().minor()
                            + ", or choose another Python: sos.python.version");
        }
    }
}
