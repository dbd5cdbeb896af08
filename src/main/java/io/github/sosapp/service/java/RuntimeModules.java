package io.github.sosapp.service.java;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.settings.LanguageSettings;
import io.github.sosapp.settings.Setting;
import io.github.sosapp.settings.Settings;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;

/** Which modules a Java runtime gets that is cut to measure. */
final class RuntimeModules {

    /** Nearly everything a server can use, so that services can share one runtime; tools, desktops' parts and locales are not. */
    private static final List<String> STANDARD = List.of(
            "java.se",
            "jdk.charsets",
            "jdk.crypto.cryptoki",
            "jdk.crypto.ec",
            "jdk.httpserver",
            "jdk.jfr",
            "jdk.management",
            "jdk.naming.dns",
            "jdk.net",
            "jdk.security.auth",
            "jdk.unsupported",
            "jdk.zipfs");

    // Found by name when a program runs, so that no class refers to it: without it few servers can be reached with TLS.
    private static final Set<String> ALWAYS = Set.of("jdk.crypto.ec");

    private RuntimeModules() {}

    /** Sorted; the reader of a lock or plan compares them. */
    static List<String> of(Settings settings, JavaModule java, int feature) {
        Setting<List<String>> setting = settings.get(LanguageSettings.JAVA_MODULES);
        Set<String> modules = new TreeSet<>();
        for (String word : setting.value()) {
            if (word.equals("standard")) {
                modules.addAll(STANDARD);
            } else if (word.equals("auto")) {
                modules.addAll(ALWAYS);
                modules.addAll(referredTo(java, feature));
            } else if (word.matches("[a-z][a-zA-Z0-9]*(\\.[a-zA-Z0-9]+)*")) {
                modules.add(word);
            } else {
                throw setting.refused("has a word that is no name of a module: " + word)
                        .remedy("use standard, auto, or names such as java.sql");
            }
        }
        return List.copyOf(modules);
    }

    private static Set<String> referredTo(JavaModule java, int feature) {
        ToolProvider jdeps = ToolProvider.findFirst("jdeps")
                .orElseThrow(() -> BuildFailure.ofUser("the modules that the service needs cannot be found out")
                        .because("Maven runs on a Java without jdeps, which comes with a JDK")
                        .remedy("run Maven with a JDK, or name the modules in sos.java.modules"));
        List<Path> libraries =
                java.classPath().get().stream().map(ClassPathEntry::file).toList();
        List<String> arguments = new ArrayList<>(
                List.of("--print-module-deps", "--ignore-missing-deps", "--multi-release", Integer.toString(feature)));
        if (!libraries.isEmpty()) {
            arguments.addAll(List.of(
                    "--class-path",
                    libraries.stream()
                            .map(Path::toString)
                            .collect(Collectors.joining(System.getProperty("path.separator")))));
        }
        arguments.add(java.output().classes().toString());
        libraries.forEach(library -> arguments.add(library.toString()));
        StringWriter output = new StringWriter();
        StringWriter errors = new StringWriter();
        boolean done = run(jdeps, new PrintWriter(output), new PrintWriter(errors), arguments);
        List<String> lines = output.toString().lines().toList();
        if (!done || lines.isEmpty()) {
            throw BuildFailure.ofUser("the modules that the service needs cannot be found out")
                    .because("jdeps says:")
                    .listing((errors + "\n" + output)
                            .lines()
                            .map(String::strip)
                            .filter(line -> !line.isEmpty())
                            .limit(20)
                            .toList())
                    .remedy("name the modules in sos.java.modules, or use the set standard");
        }
        // Warnings come first; the names are on the last line.
        return Arrays.stream(lines.get(lines.size() - 1).split(","))
                .map(String::strip)
                .collect(Collectors.toSet());
    }

    // It throws what it cannot read, as an error of its own that has no name outside of it.
    private static boolean run(ToolProvider jdeps, PrintWriter output, PrintWriter errors, List<String> arguments) {
        try {
            return jdeps.run(output, errors, arguments.toArray(String[]::new)) == 0;
        } catch (VirtualMachineError ofThisMachine) {
            throw ofThisMachine;
        } catch (RuntimeException | Error unreadable) {
            errors.println("Error: a class file is damaged");
            return false;
        }
    }
}
