package io.github.sosapp.http;

import io.github.sosapp.file.DurableFile;
import io.github.sosapp.http.HttpFailure.Kind;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of a file that is there already. Answers are appended or begin it anew; one that was given up can write no
 * more, even if its connection still delivers.
 */
final class PartialFile {

    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)");

    private final DurableFile file;
    private final Expected expected;
    private final LongConsumer received;
    private MessageDigest sha256 = sha256();
    private OptionalLong total;
    private Optional<String> validator = Optional.empty();
    private OutputStream current;
    private long size;
    private long furthest;

    PartialFile(DurableFile file, Expected expected, LongConsumer received) {
        this.file = file;
        this.expected = expected;
        this.received = received;
        this.total = expected.size();
    }

    /** The most bytes that were ever there. */
    synchronized long furthest() {
        return furthest;
    }

    /** The request for what is missing; the request itself when all of it is. */
    synchronized Request rest(Request request) throws IOException {
        boolean verifiable = expected.sha256().isPresent();
        boolean allThere = total.isPresent() && size >= total.getAsLong();
        if (size > 0 && (allThere || !verifiable && validator.isEmpty())) {
            restart();
        }
        if (size == 0) {
            return request;
        }
        Request rest = request.with("Range", "bytes=" + size + "-");
        // A digest says more than a validator, which differs between the mirrors behind one name.
        return verifiable ? rest : rest.with("If-Range", validator.orElseThrow());
    }

    /** Where the body of an answer goes that just began. */
    synchronized OutputStream open(Reply head) throws IOException {
        OptionalLong announced;
        if (head.status() == 206) {
            announced = announcedByPart(head);
        } else {
            restart();
            announced = head.header("Content-Length")
                    .filter(length -> length.matches("\\d{1,18}"))
                    .map(Long::parseLong)
                    .map(OptionalLong::of)
                    .orElse(OptionalLong.empty());
        }
        if (announced.isPresent()) {
            if (total.isPresent() && total.getAsLong() != announced.getAsLong()) {
                throw wrong(
                        head,
                        "other bytes: wanted " + total.getAsLong() + " of them, announced " + announced.getAsLong());
            }
            if (announced.getAsLong() > expected.most()) {
                throw tooLong(head);
            }
            total = announced;
        }
        validator = head.header("ETag").filter(tag -> tag.startsWith("\""));
        current = new Appending(head);
        return current;
    }

    private OptionalLong announcedByPart(Reply head) throws HttpFailure {
        Matcher range = CONTENT_RANGE.matcher(head.header("Content-Range").orElse(""));
        boolean asked = size > 0 && range.matches() && Long.parseLong(range.group(1)) == size;
        if (!asked) {
            throw wrong(head, "another part of the file than it was asked for");
        }
        return range.group(3).equals("*") ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(range.group(3)));
    }

    /** Ends the answer that is being written; what it still delivers is dropped. */
    synchronized void close() {
        current = null;
    }

    synchronized void restart() throws IOException {
        file.clear();
        sha256 = sha256();
        size = 0;
        total = expected.size();
        validator = Optional.empty();
    }

    /** Compares a complete answer with what was expected. */
    synchronized void verify(Reply reply) throws HttpFailure {
        if (total.isPresent() && size < total.getAsLong()) {
            String server = server(reply);
            throw new HttpFailure(
                    Kind.BROKEN, server + " sent only " + size + " of " + total.getAsLong() + " bytes", null);
        }
        String actual = HexFormat.of().formatHex(sha256.digest());
        if (expected.sha256().isPresent() && !expected.sha256().get().equals(actual)) {
            throw wrong(reply, "other bytes: wanted sha256:" + expected.sha256().get() + ", received sha256:" + actual);
        }
    }

    String noRest(Reply reply) {
        return server(reply) + " has no more of the file than came before the connection broke";
    }

    private static HttpFailure wrong(Reply reply, String what) {
        return new HttpFailure(Kind.WRONG_CONTENT, server(reply) + " answered with " + what, null);
    }

    private HttpFailure tooLong(Reply reply) {
        return expected.size().isPresent()
                ? wrong(reply, "other bytes: wanted " + expected.most() + " of them, more came")
                : new HttpFailure(
                        Kind.TOO_LARGE, server(reply) + " sends more than " + expected.most() + " bytes", null);
    }

    private static String server(Reply reply) {
        Origin origin = Origin.of(reply.address());
        return origin.host() + ":" + origin.port();
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private final class Appending extends OutputStream {

        private final Reply head;

        Appending(Reply head) {
            this.head = head;
        }

        @Override
        public void write(int single) throws IOException {
            write(new byte[] {(byte) single}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            synchronized (PartialFile.this) {
                if (current != this) {
                    throw new HttpFailure(Kind.BROKEN, server(head) + " was given up", null);
                }
                long room = total.orElse(expected.most()) - size;
                if (length > room) {
                    throw tooLong(head);
                }
                file.stream().write(bytes, offset, length);
                sha256.update(bytes, offset, length);
                size += length;
                furthest = Math.max(furthest, size);
                received.accept(size);
            }
        }
    }
}
