package io.github.sosapp.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** Keeps the settings table of the README equal to the catalogue, and writes it with {@code -Dsos.write=README.md}. */
class SettingsTableTest {

    private static final Path README = Path.of("README.md");
    private static final String START = "<!-- settings -->\n";
    private static final String END = "<!-- /settings -->";

    @Test
    void theReadmeShowsTheCatalogue() throws IOException {
        String readme = Files.readString(README);
        int start = readme.indexOf(START) + START.length();
        int end = readme.indexOf(END);
        assertThat(start)
                .as("README.md holds %s and, below it, %s", START.trim(), END)
                .isBetween(START.length(), end);

        if (README.toString().equals(System.getProperty("sos.write"))) {
            readme = readme.substring(0, start) + table() + readme.substring(end);
            end = start + table().length();
            Files.writeString(README, readme);
        }

        assertThat(readme.substring(start, end))
                .as("the settings table of README.md; to write it anew: "
                        + "mvn test -Dtest=SettingsTableTest -Dsos.write=README.md")
                .isEqualTo(table());
    }

    private static String table() {
        StringBuilder table = new StringBuilder("| setting | what it does | default |\n|---|---|---|\n");
        for (SettingKey<?> key : SettingCatalog.ALL) {
            String name = "`sos." + key.name() + "`" + (key.alias().isEmpty() ? "" : ", `sos." + key.alias() + "`");
            row(
                    table,
                    name,
                    key.description(),
                    key.defaultText().map(text -> "`" + text + "`").orElse(key.defaultNote()));
        }
        for (SettingCatalog.SettingMap map : SettingCatalog.MAPS) {
            row(table, "`sos." + map.name() + ".*`", map.description(), "");
        }
        return table.toString();
    }

    private static void row(StringBuilder table, String name, String description, String value) {
        table.append(
                "| " + name + " | " + description.replace("|", "\\|") + " | " + value.replace("|", "\\|") + " |\n");
    }
}
