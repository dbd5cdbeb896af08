package io.github.sosapp.service;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Asks each recipe whether a directory holds a service of its language. */
public final class ServiceDetector {

    private final List<Recipe> recipes;

    public ServiceDetector(List<Recipe> recipes) {
        this.recipes = List.copyOf(recipes);
    }

    /**
     * The recipe for the service in {@code source}; empty when nothing there looks like a service.
     *
     * @throws BuildFailure when several languages claim the directory, or it does not exist
     */
    public Optional<Recipe> detect(Path source, Settings settings) {
        if (!Files.isDirectory(source)) {
            throw settings.get(SettingCatalog.SOURCE)
                    .refused("is not a directory of the module")
                    .remedy("name the directory that holds the service, relative to the POM");
        }
        var language = settings.find(SettingCatalog.LANGUAGE);
        if (language.isPresent()) {
            return recipes.stream()
                    .filter(recipe -> recipe.language().equals(language.get().value()))
                    .findFirst();
        }
        List<Recipe> claims = new ArrayList<>();
        List<String> found = new ArrayList<>();
        for (Recipe recipe : recipes) {
            List<String> markers = recipe.markersIn(source, settings);
            if (!markers.isEmpty()) {
                claims.add(recipe);
                found.add(recipe.displayName() + " (" + String.join(", ", markers) + ")");
            }
        }
        if (claims.size() > 1) {
            throw BuildFailure.ofUser("this module could be a service in several languages")
                    .because("found " + String.join(" and ", found))
                    .remedy("say which one it is: sos.language = "
                            + claims.stream().map(Recipe::language).collect(Collectors.joining(" or ")));
        }
        return claims.stream().findFirst();
    }

    /** The failure for a module that must hold a service and does not. */
    public BuildFailure nothingIn(Path source) {
        List<String> looked = recipes.stream()
                .filter(recipe -> !recipe.markers().isEmpty())
                .map(recipe -> String.join(" or ", recipe.markers()) + " (" + recipe.displayName() + ")")
                .toList();
        return BuildFailure.ofUser("there is no service in this module")
                .because("looked in " + source + " for " + String.join(", ", looked))
                .remedy("put the POM beside the service, or set sos.source to its directory");
    }
}
