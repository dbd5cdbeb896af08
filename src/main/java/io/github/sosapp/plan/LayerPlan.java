package io.github.sosapp.plan;

import java.util.List;

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
                .anyMatch(file ->
                        file.source() instanceof FileSource.PreparedTree || file.source() instanceof FileSource.Wheels);
    }
}
