package io.github.sosapp.mojo;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.failure.Suggestion;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.codehaus.plexus.configuration.PlexusConfiguration;

/**
 * One element {@code pluginExtension} of a POM, of the form that jib's Maven plugin knows.
 *
 * @param implementation class name
 */
record ListedExtension(
        String implementation, Map<String, String> properties, Optional<PlexusConfiguration> configuration) {

    private static final List<String> ELEMENTS = List.of("implementation", "properties", "configuration");

    static ListedExtension of(String implementation) {
        return new ListedExtension(implementation, Map.of(), Optional.empty());
    }

    /** @param list the element around them; null without one */
    static List<ListedExtension> in(PlexusConfiguration list, String origin) {
        List<ListedExtension> listed = new ArrayList<>();
        if (list != null) {
            for (PlexusConfiguration element : list.getChildren()) {
                listed.add(read(element, origin));
            }
        }
        return listed;
    }

    private static ListedExtension read(PlexusConfiguration element, String origin) {
        for (PlexusConfiguration child : element.getChildren()) {
            if (!ELEMENTS.contains(child.getName())) {
                throw BuildFailure.ofUser("a pluginExtension has no element " + child.getName())
                        .from(origin)
                        .remedy(Suggestion.didYouMean(child.getName(), ELEMENTS, "use " + String.join(", ", ELEMENTS)));
            }
        }
        Map<String, String> properties = new LinkedHashMap<>();
        for (PlexusConfiguration property : element.getChild("properties").getChildren()) {
            properties.put(property.getName(), property.getValue(""));
        }
        return new ListedExtension(
                element.getChild("implementation").getValue(element.getValue("")),
                properties,
                Optional.ofNullable(element.getChild("configuration", false)));
    }
}
