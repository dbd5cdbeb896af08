package io.github.sosapp.image.layer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Trees that look like those of real services; the same seed gives the same tree. */
final class SampleTree {

    private static final String[] WORDS = {
        "module",
        "exports",
        "require",
        "function",
        "return",
        "const",
        "value",
        "index",
        "config",
        "server",
        "request",
        "response",
        "if (",
        ") {\n",
        "}\n",
        ";\n",
        "  ",
        " = ",
        "null",
        "this.",
        "// ",
        "\"use strict\"",
        "await "
    };

    private SampleTree() {}

    static List<LayerEntry> entries(long seed, int files) {
        Random random = new Random(seed);
        List<LayerEntry> entries = new ArrayList<>();
        entries.add(LayerEntry.directory("/app", 0755, Owner.ROOT));
        for (int i = 0; i < files; i++) {
            String path = "/app/node_modules/package-" + i / 12 + "/lib/file-" + i + ".js";
            int size = i % 97 == 96 ? 700_000 : (int) StrictMath.exp(random.nextDouble() * 11);
            entries.add(LayerEntry.file(
                    path, i % 10 == 0 ? 0755 : 0644, new Owner(1001, 0), FileContent.of(text(random, size))));
        }
        entries.add(LayerEntry.symlink("/app/current", "node_modules/package-0"));
        return entries;
    }

    static byte[] text(Random random, int size) {
        StringBuilder text = new StringBuilder();
        while (text.length() < size) {
            text.append(WORDS[random.nextInt(WORDS.length)]);
            if (random.nextInt(7) == 0) {
                text.append(Integer.toString(random.nextInt(1 << 20), 36));
            }
        }
        return text.substring(0, size).getBytes(StandardCharsets.US_ASCII);
    }
}
