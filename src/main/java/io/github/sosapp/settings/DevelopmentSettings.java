package io.github.sosapp.settings;

import static io.github.sosapp.settings.SettingKey.of;
import static io.github.sosapp.settings.SettingKey.without;

/** The settings of working in a container; a part of the catalogue. */
public final class DevelopmentSettings {

    public static final SettingKey<Integer> DEBUG_PORT = without(
            "dev.debugPort",
            "Port of this machine, on its loopback address alone, where the goals `dev` and `run` offer the debugger of a"
                    + " `development` image.",
            "the debugger's own: 2345 for Go, 5005 for Java, 9229 for Node.js",
            SettingParser.PORT);
    public static final SettingKey<Boolean> VSCODE = of(
            "dev.vscode",
            "Whether the goal `dev` writes its launch configuration to `.vscode/launch.json` of the module when there is no"
                    + " such file, instead of only printing it.",
            "false",
            SettingParser.YES_OR_NO);

    private DevelopmentSettings() {}
}
