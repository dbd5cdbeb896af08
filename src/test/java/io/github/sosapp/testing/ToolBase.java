package io.github.sosapp.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * A base image for Dockerfiles of tests, for amd64 and arm64, in a registry that wants a login: it has one static program,
 * {@code /tool}, whose first argument says what to do. So no image has to be fetched from anywhere.
 */
public final class ToolBase {

    private static final String TOOL = """
            package main

            import (
            	"fmt"
            	"io"
            	"net"
            	"net/http"
            	"os"
            	"runtime"
            	"time"
            )

            func must(err error) {
            	if err != nil {
            		fmt.Fprintln(os.Stderr, err)
            		os.Exit(1)
            	}
            }

            func main() {
            	switch os.Args[1] {
            	case "make":
            		must(os.WriteFile("/srv/made", []byte("made on "+runtime.GOARCH), 0640))
            		must(os.Chown("/srv/made", 1001, 1001))
            	case "test":
            		fmt.Println("checks", os.Getenv("CHECKED"))
            		if os.Getenv("CHECKED") != "well" {
            			os.Exit(7)
            		}
            	case "keys":
            		agent, err := net.Dial("unix", os.Getenv("SSH_AUTH_SOCK"))
            		must(err)
            		agent.Write([]byte{0, 0, 0, 1, 11})
            		size := make([]byte, 4)
            		_, err = io.ReadFull(agent, size)
            		must(err)
            		answer := make([]byte, int(size[2])<<8+int(size[3]))
            		_, err = io.ReadFull(agent, answer)
            		must(err)
            		fmt.Println("the agent has", answer[4], "key:", fmt.Sprintf("%q", answer))
            	case "sleep":
            		time.Sleep(time.Minute)
            	case "pause":
            		time.Sleep(2 * time.Second)
            	case "show":
            		text, _ := os.ReadFile("/srv/made")
            		fmt.Printf("%s, run as %d with %s", text, os.Getuid(), os.Getenv("GREETING"))
            	case "serve":
            		http.HandleFunc("/health", func(http.ResponseWriter, *http.Request) {})
            		must(http.ListenAndServe(":8080", nil))
            	}
            }
            """;

    private ToolBase() {}

    /**
     * Makes it and leaves the login in {@code .docker/config.json} of the home.
     *
     * @return its name
     */
    public static String push(Path work, Path home, RegistryServer registry, String user, String password)
            throws IOException {
        Files.createDirectories(home.resolve(".docker"));
        String login = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
        Files.writeString(
                home.resolve(".docker/config.json"),
                "{\"auths\":{\"" + registry.host() + "\":{\"auth\":\"" + login + "\"}}}");
        Files.writeString(work.resolve("tool.go"), TOOL);
        String base = registry.host() + "/sos/base:1";
        List<String> index = new ArrayList<>(List.of("index", "append", "-t", base));
        for (String architecture : List.of("amd64", "arm64")) {
            Programs.succeeded(
                    work,
                    Map.of("CGO_ENABLED", "0", "GO111MODULE", "off", "GOFLAGS", "", "GOARCH", architecture),
                    "go",
                    "build",
                    "-ldflags=-s -w",
                    "-o",
                    "tool",
                    "tool.go");
            Programs.succeeded(work, Map.of(), "tar", "-czf", "tool.tar.gz", "tool");
            String name = registry.host() + "/sos/base:" + architecture;
            crane(work, home, "append", "--oci-empty-base", "-t", name, "-f", "tool.tar.gz");
            crane(
                    work,
                    home,
                    "mutate",
                    "--set-platform",
                    "linux/" + architecture,
                    "--env",
                    "GREETING=salem",
                    "-t",
                    name,
                    name);
            crane(
                    work,
                    home,
                    "mutate",
                    "-l",
                    "maintainer=base",
                    "-l",
                    "org.opencontainers.image.title=base",
                    "-t",
                    name,
                    name);
            index.addAll(List.of("-m", name));
        }
        crane(work, home, index.toArray(String[]::new));
        return base;
    }

    private static void crane(Path work, Path home, String... arguments) {
        List<String> all = new ArrayList<>(
                List.of(Required.program("crane", "go install github.com/google/go-containerregistry/cmd/crane@v0.22.1")
                        .toString()));
        all.addAll(List.of(arguments));
        Programs.succeeded(
                work, Map.of("DOCKER_CONFIG", home.resolve(".docker").toString()), all.toArray(String[]::new));
    }
}
