package io.github.sosapp.plan;

import java.util.List;
import java.util.Optional;

/**
 * One layer.
 *
 * @param name shown in reports and in the image's history, for example {@code time zones}
 */
public record LayerPlan(String name, List<PlannedFile> files) {

    public LayerPlan {
        files = List.copyOf(files);
    }

    /** True when the content differs from platform to platform. */
    public boolean isPerPlatform() {
        return isListedByPreparation() || files.stream().anyMatch(file -> file.source() instanceof FileSource.Prepared);
    }

    /** True when nobody can say which paths it has before its preparation has run. */
    public boolean isListedByPreparation() {
        return files.stream()
                .anyMatch(file -> file.source() instanceof FileSource.PreparedTree
                        || file.source() instanceof FileSource.Wheels
                        || file.source() instanceof FileSource.Bytecode);
    }

    /** What it is the compiled form of; empty for a layer that needs no other one. */
    public Optional<FileSource.Bytecode> bytecode() {
        return files.stream()
                .map(PlannedFile::source)
                .filter(FileSource.Bytecode.class::isInstance)
                .map(FileSource.Bytecode.class::cast)
                .findFirst();
    }
}
