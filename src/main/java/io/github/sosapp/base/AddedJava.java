package io.github.sosapp.base;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sosapp.debian.BaseAssembler;
import io.github.sosapp.debian.LockedPackage;
import io.github.sosapp.debian.PackageSuccessor;
import io.github.sosapp.debian.rootfs.deb.PackageContent;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.layer.LayerConflicts.NamedEntries;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Function;

/**
 * A Java runtime that is cut out of the modules of a package.
 *
 * @param count of the modules that it is cut to
 * @param modules the package with all of them, by platform
 */
record AddedJava(
        CutRuntime runtime,
        int count,
        SortedMap<Platform, List<LockedPackage>> modules,
        BaseAssembler assembler,
        Function<Platform, PackageSuccessor> successors)
        implements AddedRuntime {

    @Override
    public String description() {
        return count + " modules of Java";
    }

    @Override
    public void describe(ObjectNode json) {
        json.put("runtime", runtime.identity());
        ObjectNode platforms = json.putObject("modules");
        modules.forEach((platform, chosen) -> {
            ArrayNode array = platforms.putArray(platform.toString());
            chosen.forEach(locked -> array.add(LockDocument.json(locked)));
        });
    }

    @Override
    public void identify(Platform platform, ObjectNode json) {
        json.put("runtime", runtime.identity());
        ArrayNode array = json.putArray("modules");
        modules.get(platform).forEach(locked -> array.add(locked.sha256().hex()));
    }

    @Override
    public NamedEntries entries(Platform platform, Path work) throws IOException {
        try (PackageContent jdk = assembler
                .open(modules.get(platform), successors.apply(platform))
                .get(0)) {
            return runtime.cut(jdk, work);
        }
    }
}
