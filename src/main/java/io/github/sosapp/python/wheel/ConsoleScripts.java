package io.github.sosapp.python.wheel;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The programs that a package asks its installer to make (entry points specification, "console_scripts"). */
final class ConsoleScripts {

    private static final Pattern SECTION = Pattern.compile("\\[([^]]+)]");
    private static final Pattern ENTRY =
            Pattern.compile("([^=]+?)\\s*=\\s*([\\w.]+)\\s*:\\s*([\\w.]+)\\s*(?:\\[[^]]*])?\\s*");
    private static final Pattern SAFE = Pattern.compile("[\\w.][\\w.-]*");

    private ConsoleScripts() {}

    /**
     * The text of each program by its name.
     *
     * @param interpreter absolute path in the image
     * @throws IllegalArgumentException when an entry cannot be understood
     */
    static SortedMap<String, String> of(String entryPoints, String interpreter) {
        SortedMap<String, String> scripts = new TreeMap<>();
        String section = "";
        for (String raw : entryPoints.split("\r?\n")) {
            String line = raw.strip();
            Matcher heading = SECTION.matcher(line);
            if (heading.matches()) {
                section = heading.group(1).strip();
            } else if (section.equals("console_scripts") || section.equals("gui_scripts")) {
                add(line, interpreter, scripts);
            }
        }
        return scripts;
    }

    private static void add(String line, String interpreter, SortedMap<String, String> scripts) {
        if (line.isEmpty() || line.startsWith("#") || line.startsWith(";")) {
            return;
        }
        Matcher entry = ENTRY.matcher(line);
        if (!entry.matches() || !SAFE.matcher(entry.group(1)).matches()) {
            throw new IllegalArgumentException("its entry point \"" + line + "\" is no script");
        }
        scripts.put(
                entry.group(1),
                String.join(
                        "\n",
                        "#!" + interpreter,
                        "import sys",
                        "from " + entry.group(2) + " import " + entry.group(3).split("\\.")[0],
                        "if __name__ == \"__main__\":",
                        "    sys.exit(" + entry.group(3) + "())",
                        ""));
    }
}
