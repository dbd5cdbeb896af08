package io.github.sosapp.goal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.file.DurableFile;
import io.github.sosapp.image.Json;
import io.github.sosapp.service.Development.Debugger;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What VS Code needs to attach to the debugger in a container: a whole {@code launch.json}. */
record LaunchConfiguration(String name, Debugger debugger, int port) {

    private static final String HOST = "127.0.0.1";

    /** What became of the file. */
    enum Outcome {
        WRITTEN,
        SAME,
        FOREIGN
    }

    /** @param workspace the directory that is open in the editor */
    String text(Path workspace) {
        ObjectNode json = Json.object();
        json.put("version", "0.2.0");
        ObjectNode attach = json.putArray("configurations").addObject();
        attach.put("name", name + " in its container");
        attach.put("type", debugger.kind());
        attach.put("request", "attach");
        String sources = folder(workspace);
        switch (debugger.kind()) {
            case "go" -> {
                attach.put("mode", "remote");
                attach.put("host", HOST);
                attach.put("port", port);
                ObjectNode path = attach.putArray("substitutePath").addObject();
                path.put("from", sources);
                path.put("to", debugger.root());
            }
            case "node" -> {
                attach.put("address", HOST);
                attach.put("port", port);
                attach.put("localRoot", sources);
                attach.put("remoteRoot", debugger.root());
                attach.put("restart", true);
            }
            default -> {
                attach.put("hostName", HOST);
                attach.put("port", port);
            }
        }
        return new String(Json.readable(json), StandardCharsets.UTF_8);
    }

    private String folder(Path workspace) {
        String way = workspace.relativize(debugger.directory()).toString().replace('\\', '/');
        return "${workspaceFolder}" + (way.isEmpty() ? "" : "/" + way);
    }

    /** Writes {@code .vscode/launch.json}, but never over a file that says something else. */
    Outcome writeTo(Path workspace) {
        Path file = file(workspace);
        byte[] text = text(workspace).getBytes(StandardCharsets.UTF_8);
        try {
            if (Files.exists(file)) {
                return java.util.Arrays.equals(Files.readAllBytes(file), text) ? Outcome.SAME : Outcome.FOREIGN;
            }
            try (DurableFile draft = DurableFile.in(file.getParent())) {
                draft.stream().write(text);
                draft.moveTo(file);
            }
            return Outcome.WRITTEN;
        } catch (IOException e) {
            throw BuildFailure.ofWorld("cannot write " + file)
                    .because(e.getMessage())
                    .causedBy(e)
                    .remedy(
                            "let this user write there, or leave sos.dev.vscode out: the configuration is printed then");
        }
    }

    static Path file(Path workspace) {
        return workspace.resolve(".vscode").resolve("launch.json");
    }
}
