package io.github.sosapp.settings;

import static io.github.sosapp.settings.SettingKey.of;
import static io.github.sosapp.settings.SettingKey.without;

import java.nio.file.Path;
import java.util.List;

/** The settings of running what was built and working in it; a part of the {@link SettingCatalog}. */
public final class DevelopmentSettings {

    public static final SettingKey<String> CHECK_RUN = of(
            "check.run",
            "Whether the goal `check` runs the image: `auto` where a Docker Engine answers, `required`, or `off`.",
            "auto",
            SettingParser.oneOf(List.of("auto", "required", "off"), word -> word));
    public static final SettingKey<Integer> RUN_PORT = without(
            "run.port",
            "Port of this machine, on its loopback address alone, where the goals `run` and `dev` offer the service.",
            "the service's own",
            SettingParser.PORT);
    public static final SettingKey<Path> RUN_ENV_FILE = without(
            "run.envFile",
            "File of lines `NAME=value`, relative to the module: environment of the containers that `run`, `dev` and `check`"
                    + " start, and no part of the image.",
            "",
            SettingParser.PATH);
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
