package io.github.sosapp.debian.rootfs.effect;

import io.github.sosapp.debian.rootfs.tree.RootTree;
import io.github.sosapp.image.layer.FileContent;
import io.github.sosapp.image.layer.LayerEntry;
import io.github.sosapp.image.layer.Owner;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * /etc/ld.so.cache as ldconfig writes it, in the format "glibc-ld.so.cache1.1" (glibc, sysdeps/generic/dl-cache.h).
 * Variants of libraries for newer processors are left out: the linker then takes the ordinary ones.
 */
public final class LinkerCache {

    private static final String PATH = "/etc/ld.so.cache";
    private static final String MAGIC = "glibc-ld.so.cache1.1";
    private static final int HEADER = 48;
    private static final int ENTRY = 24;
    private static final byte LITTLE_ENDIAN = 2;
    private static final int MOST_INCLUDES = 1000;

    // FLAG_ELF_LIBC6 with the flag of the machine.
    private static final Map<Integer, Integer> FLAGS =
            Map.of(SharedLibrary.X86_64, 0x0303, SharedLibrary.AARCH64, 0x0a03);

    private record Library(String name, String path, int flags) {}

    private LinkerCache() {}

    /** Empty when there are no libraries, or only for machines of which the cache's format was not tested. */
    public static List<LayerEntry> entries(RootTree tree) throws IOException {
        List<Library> libraries = new ArrayList<>();
        Set<String> seen = new LinkedHashSet<>();
        for (String directory : directories(tree)) {
            // /lib and /usr/lib are one directory; the first spelling counts.
            if (seen.add(directory.startsWith("/lib") ? "/usr" + directory : directory)) {
                libraries.addAll(libraries(tree, directory));
            }
        }
        if (libraries.isEmpty()) {
            return List.of();
        }
        libraries.sort(Comparator.comparing(Library::name, (left, right) -> compareNames(right, left))
                .thenComparing(Library::path));
        return List.of(LayerEntry.file(PATH, 0644, Owner.ROOT, FileContent.of(bytes(libraries))));
    }

    // The directories of /etc/ld.so.conf, then those that ldconfig always looks into.
    private static List<String> directories(RootTree tree) throws IOException {
        Set<String> directories = new LinkedHashSet<>();
        List<String> left = new ArrayList<>(lines(tree.resolve("/etc/ld.so.conf")));
        for (int count = 0; !left.isEmpty() && count < MOST_INCLUDES; count++) {
            String line = left.remove(0);
            if (line.startsWith("include ")) {
                left.addAll(
                        0, included(tree, line.substring("include ".length()).strip()));
            } else if (line.startsWith("/")) {
                directories.add(line.endsWith("/") ? line.substring(0, line.length() - 1) : line);
            }
        }
        directories.add("/lib");
        directories.add("/usr/lib");
        return List.copyOf(directories);
    }

    // Debian includes /etc/ld.so.conf.d/*.conf and nothing else.
    private static List<String> included(RootTree tree, String pattern) throws IOException {
        String directory = pattern.substring(0, Math.max(0, pattern.lastIndexOf('/')));
        String suffix = pattern.substring(pattern.lastIndexOf('*') + 1);
        List<String> lines = new ArrayList<>();
        for (LayerEntry entry : tree.below(directory)) {
            if (entry.path().endsWith(suffix)) {
                lines.addAll(lines(Optional.of(entry)));
            }
        }
        return lines;
    }

    private static List<String> lines(Optional<LayerEntry> file) throws IOException {
        if (file.isEmpty() || file.get().type() != LayerEntry.Type.FILE) {
            return List.of();
        }
        try (InputStream content = file.get().content().open()) {
            return new String(content.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .map(line -> line.replaceAll("#.*", "").strip())
                    .filter(line -> !line.isEmpty())
                    .toList();
        }
    }

    // A file is known by its SONAME, a link for the compiler (libx.so) by its own name.
    private static List<Library> libraries(RootTree tree, String directory) throws IOException {
        Map<String, Library> byName = new LinkedHashMap<>();
        String real = directory.startsWith("/lib") ? "/usr" + directory : directory;
        for (LayerEntry entry : tree.below(real)) {
            String file = entry.path().substring(real.length() + 1);
            boolean named = (file.startsWith("lib") || file.startsWith("ld-")) && file.contains(".so");
            if (file.contains("/") || !named) {
                continue;
            }
            Optional<LayerEntry> target = tree.resolve(entry.path());
            if (target.isPresent() && target.get().type() == LayerEntry.Type.FILE) {
                SharedLibrary library =
                        SharedLibrary.read(target.get().content()).orElse(null);
                if (library != null && FLAGS.containsKey(library.machine())) {
                    String name = entry.type() == LayerEntry.Type.SYMLINK
                            ? file
                            : library.soname().orElse(file);
                    String path = tree.find(real + "/" + name).isPresent() ? name : file;
                    byName.putIfAbsent(name, new Library(name, directory + "/" + path, FLAGS.get(library.machine())));
                }
            }
        }
        return List.copyOf(byName.values());
    }

    // As the linker searches: by character, but digits by the number they make (_dl_cache_libcmp).
    static int compareNames(String left, String right) {
        int i = 0;
        int j = 0;
        while (i < left.length() && j < right.length()) {
            boolean leftDigit = isDigit(left.charAt(i));
            boolean rightDigit = isDigit(right.charAt(j));
            if (leftDigit != rightDigit) {
                return leftDigit ? 1 : -1;
            }
            if (leftDigit) {
                int leftEnd = endOfNumber(left, i);
                int rightEnd = endOfNumber(right, j);
                int order = Integer.compareUnsigned(number(left, i, leftEnd), number(right, j, rightEnd));
                if (order != 0) {
                    return order;
                }
                i = leftEnd;
                j = rightEnd;
            } else if (left.charAt(i) != right.charAt(j)) {
                return left.charAt(i) - right.charAt(j);
            } else {
                i++;
                j++;
            }
        }
        return (i < left.length() ? left.charAt(i) : 0) - (j < right.length() ? right.charAt(j) : 0);
    }

    private static boolean isDigit(char character) {
        return character >= '0' && character <= '9';
    }

    private static int endOfNumber(String text, int from) {
        int end = from;
        while (end < text.length() && isDigit(text.charAt(end))) {
            end++;
        }
        return end;
    }

    // Wraps around like the linker's own.
    private static int number(String text, int from, int end) {
        int number = 0;
        for (int i = from; i < end; i++) {
            number = number * 10 + text.charAt(i) - '0';
        }
        return number;
    }

    private static byte[] bytes(List<Library> libraries) {
        ByteArrayOutputStream strings = new ByteArrayOutputStream();
        int firstString = HEADER + ENTRY * libraries.size();
        ByteBuffer table = ByteBuffer.allocate(firstString).order(ByteOrder.LITTLE_ENDIAN);
        table.put(MAGIC.getBytes(StandardCharsets.US_ASCII)).putInt(libraries.size());
        table.position(HEADER);
        for (Library library : libraries) {
            int path = firstString + strings.size();
            strings.writeBytes((library.path + '\0').getBytes(StandardCharsets.UTF_8));
            // The name is the end of the path, unless the SONAME has no link.
            int name = path + library.path.length() - library.name.length();
            if (!library.path.endsWith("/" + library.name)) {
                name = firstString + strings.size();
                strings.writeBytes((library.name + '\0').getBytes(StandardCharsets.UTF_8));
            }
            table.putInt(library.flags).putInt(name).putInt(path).putInt(0).putLong(0);
        }
        table.putInt(24, strings.size()).put(28, LITTLE_ENDIAN);
        byte[] cache = new byte[firstString + strings.size()];
        table.get(0, cache, 0, firstString);
        System.arraycopy(strings.toByteArray(), 0, cache, firstString, strings.size());
        return cache;
    }
}
