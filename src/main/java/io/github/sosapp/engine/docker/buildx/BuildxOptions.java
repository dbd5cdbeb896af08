package io.github.sosapp.engine.docker.buildx;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Platform;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * How to build.
 *
 * @param builder name of a builder; empty for the one that buildx uses if nobody names one
 * @param origin of that name, for messages
 * @param limit that one platform may take
 * @param executable whether a file of the project is executable in the context
 * @param ownFiles files and directories that this plugin writes, which are in no context
 * @param extras what only buildx can do; asked when something is built
 */
public record BuildxOptions(
        String builder,
        String origin,
        Duration limit,
        Predicate<Path> executable,
        List<Path> ownFiles,
        Supplier<Extras> extras) {

    private static final String PLATFORM = "{platform}";

    public BuildxOptions {
        ownFiles = List.copyOf(ownFiles);
    }

    /**
     * What only buildx can do.
     *
     * @param cacheFrom places that results of earlier builds are taken from, in the words of {@code --cache-from}
     * @param cacheTo places that results are written to, in the words of {@code --cache-to}
     * @param ssh agents and keys that steps may use, in the words of {@code --ssh}
     */
    public record Extras(List<String> cacheFrom, List<String> cacheTo, List<BuildSecret> secrets, List<String> ssh) {

        public Extras {
            cacheFrom = List.copyOf(cacheFrom);
            cacheTo = List.copyOf(cacheTo);
            secrets = List.copyOf(secrets);
            ssh = List.copyOf(ssh);
        }
    }

    /** Each platform writes its own cache, and the last one would replace the others. */
    void requireOneCacheEach(List<Platform> platforms) {
        for (String cache : extras.get().cacheTo()) {
            if (cache.contains("type=inline")) {
                throw BuildFailure.ofUser("sos.docker.cacheTo = " + cache + " would be lost")
                        .because("an inline cache is in the image as the builder makes it, which is written anew here")
                        .from("sos.docker.cacheTo")
                        .remedy("use type=registry, type=local or another one");
            }
            if (platforms.size() > 1 && !cache.contains(PLATFORM)) {
                throw BuildFailure.ofUser("sos.docker.cacheTo = " + cache + " is one place for " + platforms.size()
                                + " platforms")
                        .because(
                                "each platform is built by itself, and the last one would replace the cache of the others")
                        .from("sos.docker.cacheTo")
                        .remedy("write " + PLATFORM + " into the name, for example"
                                + " type=registry,ref=registry.example.com/team/cache:" + PLATFORM);
            }
        }
    }

    /** The command line's share of them; no value of a secret is among it. */
    List<String> words(Platform platform) {
        List<String> words = new ArrayList<>();
        Extras asked = extras.get();
        asked.cacheFrom().forEach(cache -> words.add("--cache-from=" + of(platform, cache)));
        asked.cacheTo().forEach(cache -> words.add("--cache-to=" + of(platform, cache)));
        asked.secrets().forEach(secret -> words.add("--secret=" + secret.argument()));
        asked.ssh().forEach(agent -> words.add("--ssh=" + agent));
        return words;
    }

    private static String of(Platform platform, String cache) {
        return cache.replace(PLATFORM, platform.toString().replace('/', '-'));
    }
}
