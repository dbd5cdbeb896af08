package io.github.sosapp.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnvironmentFileTest {

    @TempDir
    Path directory;

    @Test
    void aFileOfAnEditorOfWindowsIsReadAsAnyOther() {
        assertThat(read("\uFEFFA=1\r\n\r\n# no variable\r\nB=two words \r\n")).containsExactly("A=1", "B=two words ");
    }

    @Test
    void aLineOfAShellIsRefusedByItsNumber() {
        assertThatThrownBy(() -> read("A=1\nexport B=2\n"))
                .hasMessageContaining("has a line that is no variable: line 2")
                .hasMessageContaining("without export")
                .hasMessageNotContaining("B=2");
    }

    private List<String> read(String text) {
        ModuleFixture module = new ModuleFixture(directory).write("local.env", text);
        return EnvironmentFile.read(module.project(), ModuleFixture.settings("run.envFile", "local.env"));
    }
}
