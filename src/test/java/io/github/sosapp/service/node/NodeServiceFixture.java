package io.github.sosapp.service.node;

import io.github.sosapp.service.ServiceFiles;
import io.github.sosapp.service.ServiceModule;
import io.github.sosapp.service.ServicePlan;
import io.github.sosapp.service.go.GoServiceFixture;
import java.nio.file.Path;

/** Writes small Node.js services into a directory and plans them. */
public final class NodeServiceFixture {

    private final ServiceFiles files;

    private NodeServiceFixture(Path directory) {
        this.files = new ServiceFiles(directory);
    }

    /** A TypeScript service with one dependency, a build script and a lock file. */
    public static NodeServiceFixture in(Path directory) {
        return empty(directory)
                .write("package.json", """
                        {"name":"auth","scripts":{"build":"tsc","start":"node dist/index.js"},
                         "dependencies":{"left-pad":"1.3.0"},"devDependencies":{"typescript":"5.8.3"}}
                        """)
                .write("package-lock.json", """
                        {"name":"auth","lockfileVersion":3,"packages":{
                         "":{"name":"auth"},
                         "node_modules/left-pad":{"version":"1.3.0","hasInstallScript":true},
                         "node_modules/esbuild":{"version":"0.25.0","dev":true,"hasInstallScript":true},
                         "node_modules/typescript":{"version":"5.8.3","dev":true}}}
                        """)
                .write("tsconfig.json", "{}")
                .write("src/index.ts", "export {};\n");
    }

    /**
     * A TypeScript service in {@code services/auth} of a project with a library that it needs, which needs a package, and
     * with another service; only their common lock file is missing.
     */
    public static NodeServiceFixture workspaceIn(Path project) {
        return empty(project)
                .write("package.json", """
                        {"name":"mono","private":true,"workspaces":["services/*","packages/*"],
                         "devDependencies":{"typescript":"5.8.3"}}
                        """)
                .write("services/auth/package.json", """
                        {"name":"auth","version":"1.0.0","main":"dist/index.js","scripts":{"build":"tsc"},
                         "dependencies":{"@acme/names":"*","left-pad":"1.3.0"}}
                        """)
                .write(
                        "services/auth/tsconfig.json",
                        "{\"compilerOptions\":{\"outDir\":\"dist\"},\"include\":[\"src\"]}")
                .write("services/auth/src/index.ts", """
                        declare function require(name: string): any;
                        console.log(require("left-pad")(require("@acme/names").greeting(3), 9, "."));
                        """)
                .write("services/maps/package.json", """
                        {"name":"maps","version":"1.0.0","main":"index.js","dependencies":{"left-pad":"1.2.0","is-odd":"3.0.1"}}
                        """)
                .write("packages/names/package.json", """
                        {"name":"@acme/names","version":"1.0.0","main":"dist/index.js","scripts":{"build":"tsc"},
                         "dependencies":{"is-number":"7.0.0"}}
                        """)
                .write(
                        "packages/names/tsconfig.json",
                        "{\"compilerOptions\":{\"outDir\":\"dist\",\"declaration\":true},\"include\":[\"src\"]}")
                .write("packages/names/src/index.ts", """
                        declare function require(name: string): any;
                        export const greeting = (n: any): string => (require("is-number")(n) ? "salem" : "none");
                        """)
                .below("services/auth");
    }

    /** The same project, seen from a directory in it. */
    private NodeServiceFixture below(String name) {
        return new NodeServiceFixture(files.directory().resolve(name));
    }

    public static NodeServiceFixture empty(Path directory) {
        return new NodeServiceFixture(directory);
    }

    public NodeServiceFixture write(String name, String content) {
        files.write(name, content);
        return this;
    }

    public NodeServiceFixture remove(String name) {
        files.remove(name);
        return this;
    }

    public ServicePlan plan(String... settings) {
        return new NodeRecipe().plan(module(), GoServiceFixture.settings(settings));
    }

    public ServiceModule module() {
        return files.module("auth-service", "target/sos-work");
    }
}
