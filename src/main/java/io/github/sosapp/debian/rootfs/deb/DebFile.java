package io.github.sosapp.debian.rootfs.deb;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.StandardOpenOption;

/** The two archives inside a .deb, which is an ar archive of format version 2 (deb(5)). */
final class DebFile implements Closeable {

    /**
     * One archive.
     *
     * @param name for example {@code data.tar.xz}
     * @param offset of its first byte in the .deb
     * @param size in bytes
     */
    record Member(String name, long offset, long size) {}

    private static final String MAGIC = "!<arch>\n";
    private static final int HEADER = 60;

    private final PackageFile about;
    private final FileChannel channel;
    private Member control;
    private Member data;

    private DebFile(PackageFile about, FileChannel channel) {
        this.about = about;
        this.channel = channel;
    }

    static DebFile open(PackageFile about) throws IOException {
        DebFile deb = new DebFile(about, FileChannel.open(about.path(), StandardOpenOption.READ));
        try {
            deb.findMembers();
            return deb;
        } catch (IOException | RuntimeException e) {
            deb.close();
            throw e;
        }
    }

    PackageFile about() {
        return about;
    }

    Member control() {
        return control;
    }

    Member data() {
        return data;
    }

    ChannelSlice slice(Member member) {
        return new ChannelSlice(channel, member.offset(), member.size());
    }

    private void findMembers() throws IOException {
        if (!text(0, MAGIC.length()).equals(MAGIC)) {
            throw PackageFailures.broken(about, "it is not an ar archive");
        }
        boolean first = true;
        for (long at = MAGIC.length(); at < channel.size(); ) {
            Member member = member(at);
            if (first
                    && !(member.name.equals("debian-binary")
                            && text(member.offset, 2).equals("2."))) {
                throw PackageFailures.broken(about, "it does not say that it is a Debian package of format 2");
            }
            if (control == null && member.name.startsWith("control.tar")) {
                control = member;
            } else if (data == null && control != null && member.name.startsWith("data.tar")) {
                data = member;
            } else if (!first && !member.name.startsWith("_")) {
                throw PackageFailures.broken(about, "it has an unexpected part named " + member.name);
            }
            first = false;
            at = member.offset + member.size + (member.size & 1);
        }
        if (data == null) {
            throw PackageFailures.broken(about, "it has no control archive followed by a data archive");
        }
    }

    private Member member(long at) throws IOException {
        String header = at + HEADER <= channel.size() ? text(at, HEADER) : "";
        String size = header.isEmpty() ? "" : header.substring(48, 58).strip();
        if (!header.endsWith("`\n") || !size.matches("[0-9]{1,10}")) {
            throw PackageFailures.broken(about, "its ar archive is damaged at byte " + at);
        }
        String name = header.substring(0, 16).strip();
        Member member = new Member(
                name.endsWith("/") ? name.substring(0, name.length() - 1) : name, at + HEADER, Long.parseLong(size));
        if (member.offset + member.size > channel.size()) {
            throw PackageFailures.broken(about, "it ends in the middle of " + member.name);
        }
        return member;
    }

    private String text(long at, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining() && channel.read(bytes, at + bytes.position()) >= 0) {
            // A channel may give fewer bytes than asked for.
        }
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
