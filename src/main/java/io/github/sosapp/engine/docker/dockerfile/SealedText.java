package io.github.sosapp.engine.docker.dockerfile;

import io.github.sosapp.image.Digest;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A text with comments as lines that tells by itself whether somebody has changed it since it was written. */
public final class SealedText {

    private static final String SEAL = "# sos:dockerfile ";
    private static final Pattern SEALED =
            Pattern.compile("# [^\n]*\n" + SEAL + "(sha256:[0-9a-f]{64})\n(.*)", Pattern.DOTALL);

    private SealedText() {}

    /** @param first line of the text, without the sign of a comment */
    public static String seal(String first, String body) {
        return "# " + first + "\n" + SEAL + digest(body) + "\n" + body;
    }

    /** True for what {@link #seal} made and nobody has changed; line ends may be those of Windows. */
    public static boolean isUntouched(String text) {
        Matcher sealed = SEALED.matcher(text.replace("\r\n", "\n"));
        return sealed.matches() && sealed.group(1).equals(digest(sealed.group(2)));
    }

    private static String digest(String body) {
        return Digest.of(body.getBytes(StandardCharsets.UTF_8)).toString();
    }
}
