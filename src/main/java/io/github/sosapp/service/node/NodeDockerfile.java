package io.github.sosapp.service.node;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.layer.Owner;
import io.github.sosapp.plan.DockerfileFacts;
import io.github.sosapp.service.DockerfileBase;
import io.github.sosapp.service.ServiceModule;
import io.github.sosapp.settings.LanguageSettings;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** A Node.js service as its Dockerfile says it: built and run on the official image of its line of releases. */
final class NodeDockerfile {

    /** Targets that the template has, in its order. */
    static final List<String> TARGETS = List.of(NodeService.DEVELOPMENT, "production");

    private static final String LAUNCHER = DockerfileFacts.DIRECTORY + "/development.mjs";
    private static final String NPMRC = ".npmrc";
    // The official images have a user of that number already.
    private static final int OF_THE_IMAGE = 1000;
    private static final int NOBODY = 65534;
    private static final Pattern LOGIN =
            Pattern.compile("(?m)^\\s*[^#;\\n]*_(authToken|auth|password)\\s*=\\s*[^$\\s]");

    private final ServiceModule module;
    private final Settings settings;
    private final NodeService node;
    private final String base;

    NodeDockerfile(ServiceModule module, Settings settings) {
        this.module = module;
        this.settings = settings;
        this.node = NodeService.of(module, settings);
        if (node.project().isWorkspace()) {
            throw BuildFailure.ofUser("a service that is a workspace has no template of a Dockerfile")
                    .because("its lock file and libraries lie in "
                            + node.project().root() + ", and a build reads nothing outside of " + module.source())
                    .from(node.project().lock().file())
                    .remedy("build with sos.engine=daemonless, or write a Dockerfile of your own");
        }
        refuseOthers();
        String usual = "node:"
                + node.release()
                        .lineBesidesTrixie()
                        .orElse(NodeRecipe.TRIXIE_LINE)
                        .replace(".x", "") + "-alpine";
        this.base = DockerfileBase.of(settings, usual, Optional.of(usual));
        if (!base.contains("alpine")) {
            throw settings.find(SettingCatalog.BASE)
                    .orElseThrow()
                    .refused("is no image of Alpine")
                    .because("the template installs its init process and user with Alpine's programs")
                    .remedy("use for example " + usual + ", or write a Dockerfile of your own");
        }
    }

    private void refuseOthers() {
        Installer installer = node.project().lock().installer();
        if (installer != Installer.NPM) {
            throw BuildFailure.ofUser(
                            "a service that " + installer.program() + " installs has no template of a Dockerfile")
                    .because("the template installs with npm, which does not read this lock")
                    .from(node.project().lock().file())
                    .remedy("build with sos.engine=daemonless, or write a Dockerfile of your own");
        }
        settings.find(LanguageSettings.NODE_LIBC)
                .filter(libc -> !libc.value().equals("musl"))
                .ifPresent(libc -> {
                    throw libc.refused("is not what Alpine has")
                            .because("the template stands on an image of Alpine")
                            .remedy("remove the setting, or build with sos.engine=daemonless");
                });
    }

    DockerfileFacts facts() {
        SortedMap<String, String> values = new TreeMap<>();
        SortedMap<String, List<String>> lists = new TreeMap<>();
        values.put("base", base);
        lists.put("foreign", node.foreign());
        values.put("manifests", String.join(" ", manifests()));
        values.put("scripts", String.join(" ", node.scripts()));
        values.put("builds", node.hasBuildScript() ? "yes" : "");
        values.put("hasDependencies", node.hasDependencies() ? "yes" : "");
        Owner owner = NodeAccounts.of(settings).owner();
        values.put("uid", Integer.toString(owner.uid()));
        values.put("gid", Integer.toString(owner.gid()));
        values.put("newUser", isNew(owner.uid()) && isNew(owner.gid()) ? "yes" : "");
        SortedMap<String, String> files = new TreeMap<>();
        if (node.isDevelopment()) {
            if (!node.compiler().isEmpty()) {
                values.put("launcher", LAUNCHER);
                files.put(LAUNCHER, launcher());
            }
        } else {
            List<String> wanted = node.application(module.source()).wanted();
            values.put("isWhole", wanted.contains(".") ? "yes" : "");
            lists.put("application", wanted.contains(".") ? List.of("") : existing(wanted));
        }
        return new DockerfileFacts(
                "node",
                NodeRecipe.execution(node, module.version(), settings, true),
                List.of(),
                values,
                lists,
                files,
                NodeRecipe.undecidedScripts(node));
    }

    // What the build makes is there later; of the rest what the sources lack would fail to be copied.
    private List<String> existing(List<String> wanted) {
        String made = node.entry().file().map(file -> file.split("/")[0]).orElse("");
        return wanted.stream()
                .map(path -> path.replaceFirst("/$", ""))
                .distinct()
                .filter(path -> node.hasBuildScript() && path.equals(made)
                        || Files.exists(module.source().resolve(path)))
                .toList();
    }

    private List<String> manifests() {
        List<String> names = new ArrayList<>(List.of(
                PackageJson.NAME, node.project().lock().file().getFileName().toString()));
        Path npmrc = module.source().resolve(NPMRC);
        if (Files.isRegularFile(npmrc)) {
            refuseLogins(npmrc);
            names.add(NPMRC);
        }
        return names;
    }

    private static void refuseLogins(Path npmrc) {
        try {
            if (LOGIN.matcher(Files.readString(npmrc)).find()) {
                throw BuildFailure.ofUser(NPMRC + " holds a login")
                        .because("it would lie in a layer of the builder")
                        .from(npmrc)
                        .remedy("let it name a variable, for example _authToken=${NPM_TOKEN}, or keep it in ~/"
                                + NPMRC);
            }
        } catch (IOException e) {
            throw BuildFailure.ofUser("cannot read " + npmrc).causedBy(e).remedy("write it in UTF-8");
        }
    }

    private static boolean isNew(int id) {
        return id != 0 && id != OF_THE_IMAGE && id != NOBODY;
    }

    private static String launcher() {
        try (InputStream stream = NodeDockerfile.class.getResourceAsStream(NodeRecipe.LAUNCHER_RESOURCE)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("the plugin's own archive cannot be read", e);
        }
    }
}
