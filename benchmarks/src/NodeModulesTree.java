import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Makes the trees that are measured; the same arguments give the same bytes. */
final class NodeModulesTree {

    private static final String[] SYLLABLES = (
                    "con fig ser ver re quest sponse mod ule ex port im func tion var let val ue ar ray ob ject str ing num ber"
                            + " node path file sys tem data base list map set get put add del up date in dex out er in ner"
                            + " par se for mat en code de stream buf fer event emit loop time log ger err or han dle state")
            .split(" ");

    private final Random random;
    private String[] vocabulary;

    private NodeModulesTree(long seed) {
        random = new Random(seed);
    }

    public static void main(String[] args) throws IOException {
        Path root = Path.of(args[1]);
        Files.createDirectories(root);
        NodeModulesTree tree = new NodeModulesTree(20261121);
        switch (args[0]) {
            case "node" -> tree.nodeModules(root, 30_000, 151_000_000);
            case "tiny" -> tree.tiny(root, 100_000);
            case "text" -> tree.oneFile(root.resolve("big.txt"), 100_000_000, true);
            case "random" -> tree.oneFile(root.resolve("big.bin"), 60_000_000, false);
            default -> throw new IllegalArgumentException(args[0]);
        }
    }

    private void nodeModules(Path root, int files, long bytes) throws IOException {
        long left = bytes;
        int written = 0;
        for (int number = 0; written < files; number++) {
            newVocabulary();
            Path directory = root.resolve("node_modules/" + word() + "-" + word() + "-" + number);
            int count = Math.min(files - written, 1 + (int) Math.exp(random.nextDouble() * 4.2));
            for (int i = 0; i < count; i++) {
                Path folder = i < 3 ? directory : directory.resolve(i % 5 < 2 ? "dist" : "lib/" + vocabulary[i % 7]);
                Files.createDirectories(folder);
                long average = left / (files - written);
                int size = (int) Math.max(0, Math.min(left, Math.exp(random.nextGaussian() * 1.4 - 0.98) * average));
                String kind = i == 0 ? "package.json" : i == 1 ? "README.md" : vocabulary[i % 50] + i + (i % 3 == 0 ? ".d.ts" : ".js");
                Files.write(folder.resolve(kind), i == 0 ? json(number) : code(size));
                left -= i == 0 ? 900 : size;
                written++;
            }
        }
    }

    private void tiny(Path root, int files) throws IOException {
        for (int i = 0; i < files; i++) {
            if (i % 1000 == 0) {
                newVocabulary();
            }
            Path folder = root.resolve("d" + i / 1000 + "/" + i / 100 % 10);
            Files.createDirectories(folder);
            Files.write(folder.resolve(word() + i + ".js"), code(random.nextInt(200)));
        }
    }

    private void oneFile(Path file, int size, boolean text) throws IOException {
        newVocabulary();
        byte[] bytes = new byte[size];
        if (!text) {
            random.nextBytes(bytes);
        }
        for (int offset = 0; text && offset < size; ) {
            byte[] part = code(Math.min(1 << 16, size - offset));
            System.arraycopy(part, 0, bytes, offset, part.length);
            offset += part.length;
        }
        Files.write(file, bytes);
    }

    private byte[] json(int number) {
        String name = word() + "-" + number;
        return String.format(
                        "{%n  \"name\": \"%s\",%n  \"version\": \"%d.%d.%d\",%n  \"main\": \"lib/index.js\",%n  \"license\": \"MIT\",%n"
                                + "  \"description\": \"%s %s %s\",%n  \"repository\": \"%s/%s\",%n  \"scripts\": {\"test\": \"%s\"}%n}%n",
                        name, random.nextInt(9), random.nextInt(30), random.nextInt(20), word(), word(), word(), word(), name, word())
                .getBytes(StandardCharsets.UTF_8);
    }

    private byte[] code(int size) {
        StringBuilder text = new StringBuilder(size + 100);
        while (text.length() < size) {
            switch (random.nextInt(9)) {
                case 0 -> text.append("function ").append(name()).append('(').append(name()).append(", ").append(name()).append(") {\n");
                case 1 -> text.append("  const ").append(name()).append(" = require('").append(name()).append("');\n");
                case 2 -> text.append("  if (").append(name()).append(" === ").append(random.nextInt(5000)).append(") {\n    return ").append(name()).append(";\n  }\n");
                case 3 -> text.append("  // ").append(sentence()).append('\n');
                case 4 -> text.append("  this.").append(name()).append('.').append(name()).append('(').append(name()).append(");\n}\n\n");
                case 5 -> text.append("  var ").append(name()).append(" = {").append(name()).append(": '").append(word()).append("'};\n");
                case 6 -> text.append("exports.").append(name()).append(" = ").append(name()).append(";\n");
                case 7 -> text.append("  ").append(name()).append("[").append(random.nextInt(300)).append("] += ").append(name()).append(" || 0x").append(Integer.toHexString(random.nextInt())).append(";\n");
                default -> text.append("  return ").append(name()).append(" && ").append(name()).append(".").append(name()).append(";\n");
            }
        }
        return text.substring(0, size).getBytes(StandardCharsets.UTF_8);
    }

    private void newVocabulary() {
        vocabulary = new String[700];
        for (int i = 0; i < vocabulary.length; i++) {
            String last = word();
            vocabulary[i] = word() + Character.toUpperCase(last.charAt(0)) + last.substring(1);
        }
    }

    // A few names are used again and again, as in real code.
    private String name() {
        double position = random.nextDouble();
        return vocabulary[(int) (position * position * vocabulary.length)];
    }

    private String sentence() {
        StringBuilder sentence = new StringBuilder(name());
        for (int i = 2 + random.nextInt(9); i >= 0; i--) {
            sentence.append(' ').append(word());
        }
        return sentence.toString();
    }

    private String word() {
        StringBuilder word = new StringBuilder();
        for (int i = 1 + random.nextInt(3); i >= 0; i--) {
            word.append(SYLLABLES[random.nextInt(SYLLABLES.length)]);
        }
        return word.toString();
    }
}
