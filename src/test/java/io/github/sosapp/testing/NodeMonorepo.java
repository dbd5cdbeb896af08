package io.github.sosapp.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A project of workspaces in the words of pnpm or yarn: a service, a library that it needs and whose build needs the program
 * of another library, and a service that nobody needs. All want different versions of one package.
 */
public final class NodeMonorepo {

    private NodeMonorepo() {}

    /** Writes all but the lock file. */
    public static void write(Path root, NodeInstallers installer, String server) throws IOException {
        boolean pnpm = installer.command().equals("pnpm");
        String workspace = installer == NodeInstallers.YARN_CLASSIC ? "1.0.0" : "workspace:^";
        ServiceProject project = new ServiceProject(root)
                .write(
                        "package.json",
                        "{\"name\":\"mono\",\"private\":true,"
                                + (pnpm ? "" : "\"workspaces\":[\"services/*\",\"packages/**\"],")
                                + "\"dependencies\":{\"is-odd\":\"3.0.1\"}}")
                .write(
                        "services/auth/package.json",
                        "{\"name\":\"auth\",\"version\":\"1.0.0\",\"main\":\"dist/server.js\","
                                + "\"scripts\":{\"build\":\"mkdir -p dist && cp ../../packages/names/dist/index.js"
                                + " dist/names.js && cp server.js dist/\"},"
                                + needs("\"@acme/names\":\"" + workspace
                                        + "\",\"@node-rs/argon2\":\"2.0.2\",\"left-pad\":\"1.3.0\""))
                .write("services/auth/server.js", server.replace("status:", "names: require(\"@acme/names\"), status:"))
                .write(
                        "services/maps/package.json",
                        "{\"name\":\"maps\",\"version\":\"1.0.0\",\"main\":\"index.js\","
                                + needs("\"@acme/names\":\"" + workspace
                                        + "\",\"left-pad\":\"1.1.3\",\"is-number\":\"6.0.0\""))
                .write("services/maps/index.js", "console.log(1);\n")
                .write(
                        "packages/names/package.json",
                        "{\"name\":\"@acme/names\",\"version\":\"1.0.0\",\"main\":\"dist/index.js\","
                                + "\"scripts\":{\"build\":\"mkdir -p dist && dates > dist/index.js\"},"
                                + needs("\"@acme/dates\":\"" + workspace + "\""))
                .write(
                        "packages/dates/package.json",
                        "{\"name\":\"@acme/dates\",\"version\":\"1.0.0\",\"main\":\"index.js\","
                                + "\"bin\":{\"dates\":\"cli.js\"},"
                                + needs("\"left-pad\":\"" + (pnpm ? "catalog:" : "1.2.0") + "\""))
                .write("packages/dates/index.js", "module.exports = require(\"left-pad\")(1980, 6, \".\");\n")
                .write(
                        "packages/dates/cli.js",
                        "#!/usr/bin/env node\nconsole.log('module.exports = require(\"@acme/dates\");');\n");
        if (pnpm) {
            project.write(
                    "pnpm-workspace.yaml",
                    "packages:\n  - services/*\n  - 'packages/**'\ncatalog:\n  left-pad: 1.2.0\n");
        }
        Files.setPosixFilePermissions(
                root.resolve("packages/dates/cli.js"), PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static String needs(String packages) {
        return "\"dependencies\":{" + packages + "}}";
    }
}
