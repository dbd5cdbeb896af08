package io.github.sosapp.service.java;

import io.github.sosapp.plan.LayerPlan;
import java.util.List;

/**
 * A service as it lies in an image.
 *
 * @param kind for people, for example {@code Spring Boot}
 * @param layers from the one that changes least to the one that changes most
 * @param launch what follows {@code java} and its options
 * @param libraries file names of all jars it uses
 * @param warnings for the console
 */
record JavaApplication(
        String kind, List<LayerPlan> layers, List<String> launch, List<String> libraries, List<String> warnings) {

    /** Where the service lies, and where it is started. */
    static final String DIRECTORY = "/app";

    JavaApplication {
        layers = layers.stream().filter(layer -> !layer.files().isEmpty()).toList();
        launch = List.copyOf(launch);
        libraries = List.copyOf(libraries);
        warnings = List.copyOf(warnings);
    }

    JavaApplication warning(String warning) {
        List<String> more = new java.util.ArrayList<>(warnings);
        more.add(warning);
        return new JavaApplication(kind, layers, launch, libraries, more);
    }

    /** For people; the name of a jar where that says what to start. */
    String mainClass() {
        return launch.get(launch.size() - 1);
    }

    boolean uses(String artifactId) {
        return libraries.stream().anyMatch(name -> name.matches("(.*\\.)?\\Q" + artifactId + "\\E-\\d.*\\.jar"));
    }
}
