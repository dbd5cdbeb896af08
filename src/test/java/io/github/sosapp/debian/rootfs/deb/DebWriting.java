package io.github.sosapp.debian.rootfs.deb;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.ar.ArArchiveEntry;
import org.apache.commons.compress.archivers.ar.ArArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

/** Writes packages for tests, also such as dpkg-deb would never write. */
public final class DebWriting {

    private final Map<String, String> control = new LinkedHashMap<>();
    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, byte[]> parts = new LinkedHashMap<>();
    private Charset names = StandardCharsets.UTF_8;
    private String compression = ".xz";

    private record Entry(String name, byte type, int mode, String link, byte[] content) {}

    public DebWriting(String name) {
        control.put("Package", name);
        control.put("Version", "1.0");
        control.put("Architecture", "amd64");
    }

    public DebWriting with(String field, String value) {
        control.put(field, value);
        return this;
    }

    public DebWriting directory(String name, int mode) {
        return add(name + "/", TarConstants.LF_DIR, mode, "", new byte[0]);
    }

    public DebWriting file(String name, String content) {
        return file(name, 0644, content);
    }

    public DebWriting file(String name, int mode, String content) {
        return add(name, TarConstants.LF_NORMAL, mode, "", content.getBytes(StandardCharsets.UTF_8));
    }

    public DebWriting file(String name, byte[] content) {
        return add(name, TarConstants.LF_NORMAL, 0644, "", content);
    }

    /** A device that no package of Debian holds. */
    public DebWriting device(String name) {
        return add(name, TarConstants.LF_CHR, 0644, "", new byte[0]);
    }

    public DebWriting symlink(String name, String target) {
        return add(name, TarConstants.LF_SYMLINK, 0777, target, new byte[0]);
    }

    public DebWriting hardLink(String name, String target) {
        return add(name, TarConstants.LF_LINK, 0644, target, new byte[0]);
    }

    DebWriting add(String name, byte type, int mode, String link, byte[] content) {
        entries.add(new Entry(name, type, mode, link, content));
        return this;
    }

    DebWriting names(Charset charset) {
        names = charset;
        return this;
    }

    /** The fields of its control file. */
    public Map<String, String> control() {
        return Collections.unmodifiableMap(control);
    }

    /** {@code .xz}, {@code .gz}, or empty. */
    public DebWriting compression(String suffix) {
        compression = suffix;
        return this;
    }

    /** Exactly these bytes as a part of the ar archive, in place of the usual one if the name begins like it. */
    public DebWriting part(String name, byte[] bytes) {
        parts.put(name, bytes);
        return this;
    }

    public PackageFile write(Path directory) throws IOException {
        String name = control.get("Package");
        Path file = directory.resolve(name + ".deb");
        Map<String, byte[]> all = new LinkedHashMap<>();
        all.put("debian-binary", "2.0\n".getBytes(StandardCharsets.US_ASCII));
        all.put("control.tar" + compression, compressed(compression, tar(List.of(controlFile()))));
        all.put("data.tar" + compression, compressed(compression, tar(entries)));
        parts.forEach((part, bytes) -> {
            all.keySet().removeIf(known -> part.startsWith("data") && known.startsWith("data"));
            all.put(part, bytes);
        });
        try (OutputStream out = Files.newOutputStream(file);
                ArArchiveOutputStream ar = new ArArchiveOutputStream(out)) {
            for (Map.Entry<String, byte[]> part : all.entrySet()) {
                ar.putArchiveEntry(new ArArchiveEntry(part.getKey(), part.getValue().length));
                ar.write(part.getValue());
                ar.closeArchiveEntry();
            }
        }
        return new PackageFile(
                file, name, control.get("Version"), control.get("Architecture"), control.getOrDefault("Source", name));
    }

    private Entry controlFile() {
        StringBuilder text = new StringBuilder();
        control.forEach(
                (field, value) -> text.append(field).append(": ").append(value).append('\n'));
        return new Entry(
                "./control", TarConstants.LF_NORMAL, 0644, "", text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private byte[] tar(List<Entry> contents) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (TarArchiveOutputStream tar = new TarArchiveOutputStream(bytes, names.name())) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_GNU);
            for (Entry entry : contents) {
                TarArchiveEntry header = new TarArchiveEntry(entry.name, entry.type, true);
                header.setMode(entry.mode);
                header.setLinkName(entry.link);
                header.setIds(1000, 1000);
                header.setSize(entry.content.length);
                tar.putArchiveEntry(header);
                tar.write(entry.content);
                tar.closeArchiveEntry();
            }
        }
        return bytes.toByteArray();
    }

    static byte[] compressed(String suffix, byte[] bytes) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (OutputStream out = switch (suffix) {
            case ".gz" -> new GZIPOutputStream(compressed);
            case ".xz" -> new XZOutputStream(compressed, new LZMA2Options(1));
            default -> compressed;
        }) {
            out.write(bytes);
        }
        return compressed.toByteArray();
    }
}
