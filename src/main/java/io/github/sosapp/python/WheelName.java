package io.github.sosapp.python;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the name of a wheel says (PEP 427, "File name convention").
 *
 * @param tags in the form {@code python-abi-platform}, one for each combination of a compressed set
 */
public record WheelName(String file, PackageName name, PythonVersion version, List<String> tags) {

    private static final Pattern FORM = Pattern.compile(
            "([A-Za-z0-9._]+)-([A-Za-z0-9._!+]+)(?:-(\\d[A-Za-z0-9._]*))?-([A-Za-z0-9._]+)-([A-Za-z0-9._]+)-([A-Za-z0-9._]+)\\.whl");

    public WheelName {
        tags = List.copyOf(tags);
    }

    /** @throws IllegalArgumentException when the name is no wheel's */
    public static WheelName parse(String file) {
        Matcher found = FORM.matcher(file);
        if (!found.matches()) {
            throw new IllegalArgumentException("\"" + file + "\" is no name of a wheel");
        }
        List<String> tags = new ArrayList<>();
        for (String python : found.group(4).split("\\.")) {
            for (String abi : found.group(5).split("\\.")) {
                for (String platform : found.group(6).split("\\.")) {
                    tags.add(python + "-" + abi + "-" + platform);
                }
            }
        }
        return new WheelName(
                file,
                PackageName.of(found.group(1)),
                PythonVersion.parse(found.group(2).replace('_', '-')),
                tags);
    }
}
