package io.github.sosapp.python.wheel;

import io.github.sosapp.python.Requirement;
import io.github.sosapp.python.VersionSpecifiers;
import java.util.ArrayList;
import java.util.List;

/**
 * What METADATA says that decides whether a wheel works where it is installed.
 *
 * @param python versions of Python that it is made for
 */
public record WheelMetadata(List<Requirement> requirements, VersionSpecifiers python) {

    public WheelMetadata {
        requirements = List.copyOf(requirements);
    }

    /** @throws IllegalArgumentException when a requirement is none */
    static WheelMetadata parse(String text) {
        List<Requirement> requirements = new ArrayList<>();
        VersionSpecifiers python = VersionSpecifiers.ANY;
        for (String line : text.split("\r?\n")) {
            if (line.isEmpty()) {
                break;
            }
            int colon = line.indexOf(':');
            String name = colon < 0 ? "" : line.substring(0, colon);
            if (name.equalsIgnoreCase("Requires-Dist")) {
                requirements.add(Requirement.parse(line.substring(colon + 1).strip()));
            } else if (name.equalsIgnoreCase("Requires-Python")) {
                python = VersionSpecifiers.parse(line.substring(colon + 1).strip());
            }
        }
        return new WheelMetadata(requirements, python);
    }
}
