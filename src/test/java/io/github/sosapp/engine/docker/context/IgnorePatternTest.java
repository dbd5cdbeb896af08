package io.github.sosapp.engine.docker.context;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.engine.docker.context.IgnoreRules.Verdict;
import io.github.sosapp.failure.BuildFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The behaviour that moby/patternmatcher publishes, pattern by pattern; {@link IgnoreRulesIT} asks the original. */
class IgnorePatternTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                // ** spans any number of directories, also none
                "** file",
                "** dir/file",
                "**/ file",
                "**/ dir/file",
                "**/** dir/file",
                "**/** dir/dir2/file",
                "dir/** dir/file",
                "dir/** dir/dir2/file",
                "**/dir dir",
                "**/dir dir/file",
                "**/dir2/* dir/dir2/file",
                "**/dir2/** dir/dir2/dir3/file",
                "**file file",
                "**file dir/file",
                "**file dir/myfile",
                "**/file dir/dir/file",
                "**/file* dir/dir/file",
                "**/file* dir/dir/file.txt",
                "**/file*txt dir/dir/file.txt",
                "**/file*.txt* dir/dir/file.txt",
                "**/**/*.txt dir/dir/file.txt",
                "**/**/*.txt file.txt",
                "**/*.txt file.txt",
                "a**/*.txt a/file.txt",
                "a**/*.txt a/dir/dir/file.txt",
                "a/*.txt** a/file.txt",
                "**/foo/bar foo/bar",
                "**/foo/bar dir/dir2/foo/bar",
                "abc/** abc/def/ghi",
                "**/.foo .foo",
                // * and ? stay inside a name; a directory decides for what is in it
                "* abc",
                "*c abc",
                "a* a",
                "a* ab/c",
                "a*/b abc/b",
                "a/*.txt a/file.txt",
                "a*b*c*d*e*/f axbxcxdxexxx/f",
                "a*b?c*x abxbbxdbxebxczzx",
                "a?b a☺b",
                "abc?def abcZdef",
                ".* .foo",
                "*x xxx",
                "docs docs/README.md",
                "docs/ docs/deep/README.md",
                // classes
                "a[b-d]e ace",
                "a[^b-d]e aze",
                "ab[c] abc",
                "ab[^e-g] abc",
                "a[^a]b a☺b",
                "[a-ζ]* α",
                "[\\]a] ]",
                "[\\-] -",
                "[x\\-] x",
                "[x\\-] -",
                "[\\-x] x",
                // everything else is itself
                "abc.def abc.def",
                "a(b)c/def a(b)c/def",
                "a.|)$(}+{bc a.|)$(}+{bc",
                "dist/proxy.py-2.4.0rc3.dev36+g08acad9-py3-none-any.whl dist/proxy.py-2.4.0rc3.dev36+g08acad9-py3-none-any.whl",
                "dist/*.whl dist/proxy.py-2.4.0rc3.dev36+g08acad9-py3-none-any.whl",
                "a\\*b a*b",
                "a\\\\ a\\",
                // paths are shortened and begin at the root
                "/a/b a/b",
                "./a/../b b",
                "a//b/ a/b",
                "//a a",
            })
    void aPatternMatches(String pattern, String path) {
        assertThat(isIgnored(pattern, path)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "**/**/*.txt2 dir/dir/file.txt",
                "a/*.txt a/dir/file.txt",
                "a[b-d]e ae",
                "a[b-d]e aae",
                ".* foo",
                "abc.def abcdef",
                "abc.def abcZdef",
                "abc?def abcdef",
                "abc/** abc",
                "**/.foo bar.foo",
                "**/file dir/myfile",
                "a(b)c/def a(b)c/xyz",
                "a*/b a/c/b",
                "a*b*c*d*e*/f axbxcxdxe/xxx/f",
                "a*b*c*d*e*/f axbxcxdxexxx/fff",
                "a*b?c*x abxbbxdbxebxczzy",
                "ab[e-g] abc",
                "ab[^c] abc",
                "a\\*b ab",
                "a???b a☺b",
                "a[^a][^a][^a]b a☺b",
                "*[a-ζ] A",
                "a?b a/b",
                "a*b a/b",
                "[x\\-] z",
                "[\\-x] a",
                "ABC abc",
                ". a",
                "/ a",
                "../a a",
                "a/../../b b",
            })
    void aPatternDoesNotMatch(String pattern, String path) {
        assertThat(isIgnored(pattern, path)).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "!a.go,*.go a.go true",
                "*.go,!a.go a.go false",
                "docs,!docs/README.md docs/README.md false",
                "docs/,!docs/README.md docs/README.md false",
                "docs/*,!docs/README.md docs/README.md false",
                "docs,!docs/README.md docs/other.md true",
                "**,!util/docker/web util/docker/web/foo false",
                "**,!util/docker/web,util/docker/web/foo util/docker/web/foo true",
                "**,!dist/*.whl dist/proxy.py-2.4.0rc3.dev36+g08acad9-py3-none-any.whl false",
                "a,!**/keep a/b/keep false",
                // BuildKit forgets that a ! matched a directory that was not left out
                "a/b,!a a/b true",
                "a,a/b,!a a/b/c false",
            })
    void theLastPatternThatMatchesDecides(String patterns, String path, boolean ignored) {
        assertThat(isIgnored(patterns.replace(',', '\n'), path)).isEqualTo(ignored);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[]a]",
                "[-]",
                "[x-]",
                "[-x]",
                "\\",
                "[a-b-c]",
                "[",
                "[^",
                "[^bc",
                "a[",
                "[]",
                "[^]",
                "[a-]",
                "a[\\",
                "!",
                "! ",
                "!/",
                "[Local-Only]"
            })
    void aPatternWithoutMeaningIsRefusedWithItsLine(String pattern) {
        assertThatThrownBy(() -> rules("*.md\n" + pattern + "\n"))
                .isInstanceOf(BuildFailure.class)
                .hasMessageContainingAll(
                        "the pattern " + pattern.trim() + " has no meaning", "why", "from    .dockerignore, line 2");
    }

    @Test
    void theReasonOfARefusalIsInTheWordsOfThePattern() {
        assertThatThrownBy(() -> rules("[z-a]")).hasMessageContaining("its range z-a runs backwards");
        assertThatThrownBy(() -> rules("a[b")).hasMessageContaining("its [ has no ]");
        assertThatThrownBy(() -> rules("a[-b]")).hasMessageContaining("its [ ] has a bare -");
        assertThatThrownBy(() -> rules("a\\")).hasMessageContaining("it ends with a backslash");
        assertThatThrownBy(() -> rules("!")).hasMessageContaining("a ! alone takes nothing back in");
    }

    @Test
    void charactersBeyondTheBasicPlaneAreOneCharacter() {
        assertThat(isIgnored("a?b", "a\uD83D\uDE00b")).isTrue();
        assertThat(isIgnored("a[\uD83D\uDE00-\uD83D\uDE02]b", "a\uD83D\uDE01b")).isTrue();
    }

    static IgnoreRules rules(String text) {
        return IgnoreRules.parse(text.getBytes(UTF_8), ".dockerignore");
    }

    static boolean isIgnored(String patterns, String path) {
        return verdict(rules(patterns), path).isLeftOut();
    }

    /** Decides as the walk does: from the root down. */
    static Verdict verdict(IgnoreRules rules, String path) {
        Verdict verdict = rules.root();
        for (int end = path.indexOf('/'); end >= 0; end = path.indexOf('/', end + 1)) {
            verdict = rules.judge(path.substring(0, end), verdict);
        }
        return rules.judge(path, verdict);
    }
}
