package io.github.sosapp.python;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A version of a Python package or of Python itself (PEP 440), ordered as that document says.
 *
 * @param pre alpha, beta or candidate
 * @param local what stands behind the plus sign, separated by dots; empty for none
 */
public record PythonVersion(
        long epoch, List<Long> release, Optional<Pre> pre, OptionalLong post, OptionalLong dev, String local)
        implements Comparable<PythonVersion> {

    /** The kind, {@code a}, {@code b} or {@code rc}, and the number of a version before the release. */
    record Pre(String kind, long number) {}

    // Appendix B of PEP 440, in our own layout; numbers of more digits than a long has are nobody's version.
    private static final Pattern FORM = Pattern.compile(
            "v?(?:(\\d{1,18})!)?(\\d{1,18}(?:\\.\\d{1,18})*)"
                    + "(?:[-_.]?(alpha|a|beta|b|preview|pre|c|rc)[-_.]?(\\d{0,18}))?"
                    + "(?:-(\\d{1,18})|[-_.]?(post|rev|r)[-_.]?(\\d{0,18}))?"
                    + "(?:[-_.]?(dev)[-_.]?(\\d{0,18}))?"
                    + "(?:\\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?",
            Pattern.CASE_INSENSITIVE);

    public PythonVersion {
        release = List.copyOf(release);
    }

    /** @throws IllegalArgumentException when the text is no version */
    public static PythonVersion parse(String text) {
        return find(text)
                .orElseThrow(() -> new IllegalArgumentException("\"" + text + "\" is no version of a Python package"));
    }

    /** Empty when the text is no version. */
    public static Optional<PythonVersion> find(String text) {
        Matcher found = FORM.matcher(text.strip());
        if (!found.matches()) {
            return Optional.empty();
        }
        Optional<Pre> pre =
                Optional.ofNullable(found.group(3)).map(word -> new Pre(kind(word), number(found.group(4))));
        OptionalLong post = OptionalLong.empty();
        if (found.group(5) != null) {
            post = OptionalLong.of(number(found.group(5)));
        } else if (found.group(6) != null) {
            post = OptionalLong.of(number(found.group(7)));
        }
        OptionalLong dev = found.group(8) == null ? OptionalLong.empty() : OptionalLong.of(number(found.group(9)));
        String local = found.group(10) == null
                ? ""
                : Arrays.stream(found.group(10).toLowerCase(Locale.ROOT).split("[-_.]"))
                        .map(PythonVersion::withoutLeadingZeros)
                        .collect(Collectors.joining("."));
        List<Long> release =
                Arrays.stream(found.group(2).split("\\.")).map(Long::valueOf).toList();
        return Optional.of(
                new PythonVersion(found.group(1) == null ? 0 : number(found.group(1)), release, pre, post, dev, local));
    }

    private static String kind(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "a", "alpha" -> "a";
            case "b", "beta" -> "b";
            default -> "rc";
        };
    }

    private static long number(String digits) {
        return digits == null || digits.isEmpty() ? 0 : Long.parseLong(digits);
    }

    private static String withoutLeadingZeros(String segment) {
        return segment.matches("\\d{1,18}") ? Long.toString(Long.parseLong(segment)) : segment;
    }

    boolean isPreRelease() {
        return pre.isPresent() || dev.isPresent();
    }

    boolean isPostRelease() {
        return post.isPresent();
    }

    /** Only epoch and release. */
    PythonVersion base() {
        return new PythonVersion(epoch, release, Optional.empty(), OptionalLong.empty(), OptionalLong.empty(), "");
    }

    /** Without what stands behind the plus sign. */
    PythonVersion withoutLocal() {
        return new PythonVersion(epoch, release, pre, post, dev, "");
    }

    /** The first {@code count} numbers of the release; a missing one is 0. */
    public List<Long> release(int count) {
        List<Long> numbers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            numbers.add(i < release.size() ? release.get(i) : 0L);
        }
        return numbers;
    }

    /** Major and minor, for example {@code 3.11}. */
    public String minor() {
        return release(2).get(0) + "." + release(2).get(1);
    }

    /** True for the same version in another spelling, {@code 1.0} and {@code 1.0.0} too. */
    public boolean isSameAs(PythonVersion other) {
        return compareTo(other) == 0;
    }

    @Override
    public int compareTo(PythonVersion other) {
        int order = Long.compare(epoch, other.epoch);
        int length = Math.max(release.size(), other.release.size());
        for (int i = 0; order == 0 && i < length; i++) {
            order = Long.compare(release(length).get(i), other.release(length).get(i));
        }
        order = order != 0 ? order : Integer.compare(preRank(), other.preRank());
        if (order == 0 && pre.isPresent()) {
            order = Long.compare(pre.get().number(), other.pre.orElseThrow().number());
        }
        order = order != 0 ? order : Long.compare(post.orElse(-1), other.post.orElse(-1));
        order = order != 0 ? order : Long.compare(dev.orElse(Long.MAX_VALUE), other.dev.orElse(Long.MAX_VALUE));
        return order != 0 ? order : compareLocal(local, other.local);
    }

    // A development release of the release itself comes before its first alpha.
    private int preRank() {
        if (pre.isPresent()) {
            return 1 + List.of("a", "b", "rc").indexOf(pre.get().kind());
        }
        return post.isEmpty() && dev.isPresent() ? 0 : 4;
    }

    private static int compareLocal(String left, String right) {
        if (left.isEmpty() || right.isEmpty()) {
            return Boolean.compare(right.isEmpty(), left.isEmpty());
        }
        String[] ours = left.split("\\.");
        String[] theirs = right.split("\\.");
        for (int i = 0; i < Math.min(ours.length, theirs.length); i++) {
            boolean isNumber = Character.isDigit(ours[i].charAt(0)) && ours[i].matches("\\d+");
            boolean isOtherNumber = theirs[i].matches("\\d+");
            int order = Boolean.compare(isNumber, isOtherNumber);
            if (order == 0) {
                order = isNumber
                        ? new java.math.BigInteger(ours[i]).compareTo(new java.math.BigInteger(theirs[i]))
                        : ours[i].compareTo(theirs[i]);
            }
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(ours.length, theirs.length);
    }

    /** In the normal form of PEP 440. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(epoch == 0 ? "" : epoch + "!");
        text.append(release.stream().map(String::valueOf).collect(Collectors.joining(".")));
        pre.ifPresent(found -> text.append(found.kind()).append(found.number()));
        post.ifPresent(number -> text.append(".post").append(number));
        dev.ifPresent(number -> text.append(".dev").append(number));
        return text.append(local.isEmpty() ? "" : "+" + local).toString();
    }
}
