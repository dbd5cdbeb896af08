package io.github.sosapp.debian.control;

/**
 * A version of a Debian package (Policy 5.6.12), ordered as dpkg orders it. Versions that sort as equal may be written
 * differently ({@code 1.0} and {@code 0:1.0-0}): {@link #equals(Object)} compares the text, {@link #compareTo} the meaning.
 */
public final class PackageVersion implements Comparable<PackageVersion> {

    private static final int LONGEST = 1024;

    private final String text;
    private final int epoch;
    private final String upstream;
    private final String revision;

    private PackageVersion(String text, int epoch, String upstream, String revision) {
        this.text = text;
        this.epoch = epoch;
        this.upstream = upstream;
        this.revision = revision;
    }

    /**
     * Reads {@code [epoch:]upstream[-revision]}. Like dpkg it lets an upstream version begin with a letter.
     *
     * @param origin where the text was found, for the failure
     * @throws io.github.sosapp.failure.BuildFailure if it is not a version
     */
    public static PackageVersion parse(String text, String origin) {
        int colon = text.indexOf(':');
        int dash = text.lastIndexOf('-');
        boolean hasRevision = dash > colon;
        String upstream = text.substring(colon + 1, hasRevision ? dash : text.length());
        String revision = hasRevision ? text.substring(dash + 1) : "";
        if (text.length() > LONGEST
                || upstream.isEmpty()
                || hasRevision && revision.isEmpty()
                || !isWritten(upstream, ".+-~:")
                || !isWritten(revision, ".+~")) {
            throw notAVersion(text, origin);
        }
        return new PackageVersion(text, colon < 0 ? 0 : epoch(text, colon, origin), upstream, revision);
    }

    private static int epoch(String text, int end, String origin) {
        try {
            if (end > 0 && text.chars().limit(end).allMatch(PackageVersion::isDigit)) {
                return Integer.parseInt(text, 0, end, 10);
            }
        } catch (NumberFormatException tooBig) {
            // falls through to the failure
        }
        throw notAVersion(text, origin);
    }

    private static RuntimeException notAVersion(String text, String origin) {
        return Malformed.in(
                origin, Malformed.quoted(text) + " is not a version of the form [epoch:]upstream[-revision]");
    }

    private static boolean isWritten(String part, String signs) {
        return part.chars().allMatch(c -> isDigit(c) || isLetter(c) || signs.indexOf(c) >= 0);
    }

    @Override
    public int compareTo(PackageVersion other) {
        if (epoch != other.epoch) {
            return Integer.compare(epoch, other.epoch);
        }
        int upstreams = compareParts(upstream, other.upstream);
        return upstreams != 0 ? upstreams : compareParts(revision, other.revision);
    }

    /** Compares a run of non-digits, then a run of digits, and again, until the parts differ or both end. */
    private static int compareParts(String left, String right) {
        int i = 0;
        int j = 0;
        while (i < left.length() || j < right.length()) {
            while (isNonDigit(left, i) || isNonDigit(right, j)) {
                int difference = Integer.compare(weight(left, i++), weight(right, j++));
                if (difference != 0) {
                    return difference;
                }
            }
            int leftEnd = endOfDigits(left, i);
            int rightEnd = endOfDigits(right, j);
            int difference = compareNumbers(left, i, leftEnd, right, j, rightEnd);
            if (difference != 0) {
                return difference;
            }
            i = leftEnd;
            j = rightEnd;
        }
        return 0;
    }

    // Numbers may be longer than a long: without leading zeros the longer one is greater, else the first other digit
    // decides.
    private static int compareNumbers(String left, int i, int leftEnd, String right, int j, int rightEnd) {
        int a = withoutZeros(left, i, leftEnd);
        int b = withoutZeros(right, j, rightEnd);
        int lengths = Integer.compare(leftEnd - a, rightEnd - b);
        while (lengths == 0 && a < leftEnd) {
            int digits = Character.compare(left.charAt(a++), right.charAt(b++));
            if (digits != 0) {
                return digits;
            }
        }
        return lengths;
    }

    private static int withoutZeros(String text, int from, int end) {
        int start = from;
        while (start < end && text.charAt(start) == '0') {
            start++;
        }
        return start;
    }

    private static int endOfDigits(String text, int from) {
        int end = from;
        while (end < text.length() && isDigit(text.charAt(end))) {
            end++;
        }
        return end;
    }

    private static boolean isNonDigit(String text, int at) {
        return at < text.length() && !isDigit(text.charAt(at));
    }

    /** Tilde before the end, the end (and a digit) before letters, letters before everything else. */
    private static int weight(String text, int at) {
        if (at >= text.length() || isDigit(text.charAt(at))) {
            return 0;
        }
        char sign = text.charAt(at);
        if (sign == '~') {
            return -1;
        }
        return isLetter(sign) ? sign : sign + Character.MAX_VALUE;
    }

    private static boolean isDigit(int sign) {
        return sign >= '0' && sign <= '9';
    }

    private static boolean isLetter(int sign) {
        return sign >= 'a' && sign <= 'z' || sign >= 'A' && sign <= 'Z';
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PackageVersion version && version.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    /** The version as it was written. */
    @Override
    public String toString() {
        return text;
    }
}
