package io.github.sosapp.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.Platform;
import io.github.sosapp.image.layer.Compression;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingParserTest {

    private static final String ORIGIN = "-Dsos.setting on the command line";

    @Test
    void whiteSpaceAroundAValueIsNotPartOfIt() {
        Setting<Integer> port = SettingCatalog.PORT.parse("\n  8080 \t", ORIGIN);

        assertThat(port).isEqualTo(new Setting<>("port", "8080", 8080, ORIGIN));
    }

    @Test
    void textIsTakenAsItIs() {
        assertThat(read(SettingCatalog.IMAGE, "Not A/Valid::Name")).isEqualTo("Not A/Valid::Name");
        refuses(SettingCatalog.IMAGE, "  ", "sos.image = \"\" is not a value", "give a value, or remove the setting");
    }

    @Test
    void listsArePartedByCommasAndEmptyItemsAreDropped() {
        assertThat(read(SettingCatalog.TAGS, "1.4.0, latest,,+nightly ,"))
                .containsExactly("1.4.0", "latest", "+nightly");
        assertThat(read(SettingCatalog.TAGS, "")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"true, true", "TRUE, true", "'', true", "false, false", "False, false"})
    void yesOrNoIsReadInAnyCaseAndTheBareNameMeansYes(String text, boolean value) {
        assertThat(read(SettingCatalog.SKIP, text)).isEqualTo(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "1", "on", "truee"})
    void otherWordsAreNeitherYesNorNo(String text) {
        refuses(SettingCatalog.SKIP, text, "sos.skip = " + text + " is neither true nor false", "use true or false");
    }

    @ParameterizedTest
    @CsvSource({"1, 1", "8080, 8080", "65535, 65535", "00080, 80"})
    void portsFromOneTo65535AreRead(String text, int port) {
        assertThat(read(SettingCatalog.PORT, text)).isEqualTo(port);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "65536", "99999", "100000", "abc", "-1", "80.0", "8080/tcp", "٨٠"})
    void otherTextsAreNotPorts(String text) {
        refuses(SettingCatalog.PORT, text, "sos.port = " + text + " is not a port", "use a number from 1 to 65535");
    }

    @Test
    void anEmptyPortIsShownAsEmpty() {
        refuses(SettingCatalog.PORT, "", "sos.port = \"\" is not a port", "use a number from 1 to 65535");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "3, 3", "999999, 999999"})
    void countsAreRead(String text, int count) {
        assertThat(read(SettingCatalog.HEALTH_RETRIES, text)).isEqualTo(count);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-3", "three", "3.0", "1000000"})
    void otherTextsAreNotCounts(String text) {
        refuses(
                SettingCatalog.HEALTH_RETRIES,
                text,
                "sos.health.retries = " + text + " is not a number",
                "use a whole number, for example 3");
    }

    @Test
    void pathsAreReadAndTextsThatNoFileSystemHasAreRefused() {
        assertThat(read(SettingCatalog.SOURCE, "services/emergency")).isEqualTo(Path.of("services/emergency"));
        refuses(SettingCatalog.SOURCE, "a\0b", "sos.source = a\0b is not a path", "use a path relative to the module");
    }

    @ParameterizedTest
    @CsvSource({"500ms, 500", "30s, 30000", "5m, 300000", "2h, 7200000", "0s, 0"})
    void durationsAreReadInFourUnits(String text, long milliseconds) {
        assertThat(read(SettingCatalog.HEALTH_INTERVAL, text)).isEqualTo(Duration.ofMillis(milliseconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"30", "30 s", "-1s", "1.5s", "PT30S", "30S", "1d", "s", "1m30s", "1000000000s"})
    void otherTextsAreNotDurations(String text) {
        refuses(
                SettingCatalog.HEALTH_INTERVAL,
                text,
                "sos.health.interval = " + text + " is not a duration",
                "use a number with ms, s, m or h, for example 30s");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1001", "1001:1001", "0", "0:0", "999999999:1"})
    void numericUsersAreRead(String text) {
        assertThat(read(SettingCatalog.USER, text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody", "1001:users", "1001:", ":1001", "-1", "1001:1001:1001", "1000000000"})
    void usersThatAreNotNumericAreRefused(String text) {
        refuses(
                SettingCatalog.USER,
                text,
                "sos.user = " + text + " is not a numeric user",
                "use uid or uid:gid, for example 1001:1001; names cannot be proven to be non-root by Kubernetes");
    }

    @Test
    void commandLinesAreWordsPartedByWhiteSpace() {
        assertThat(read(SettingCatalog.ENTRYPOINT, "/app  --port\t8080\n--verbose"))
                .containsExactly("/app", "--port", "8080", "--verbose");
    }

    @Test
    void quotesKeepWordsTogetherAlsoInTheMiddleOfAWord() {
        assertThat(read(SettingCatalog.ARGS, "\"two words\" --name='a \"b\"' '' x\"y\"z \\n $HOME"))
                .containsExactly("two words", "--name=a \"b\"", "", "xyz", "\\n", "$HOME");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {"say \"hello, \"", "it's, '"})
    void aQuoteThatDoesNotEndIsRefused(String text, String quote) {
        refuses(
                SettingCatalog.ARGS,
                text,
                "sos.args = " + text + " has a quote that does not end",
                "close it with " + quote);
    }

    @Test
    void anEmptyCommandLineIsRefused() {
        refuses(
                SettingCatalog.HEALTH,
                "",
                "sos.health = \"\" names no program or argument",
                "give words parted by spaces, or none");
    }

    @Test
    void platformsKeepTheirOrderAndLoseDuplicates() {
        assertThat(read(SettingCatalog.PLATFORMS, "linux/arm64/v8, linux/amd64,linux/arm64"))
                .containsExactly(Platform.LINUX_ARM64, Platform.LINUX_AMD64);
        assertThat(read(SettingCatalog.PLATFORMS, "linux/arm/v7").get(0).variant())
                .isEqualTo("v7");
    }

    @Test
    void nativeIsThisMachine() {
        assertThat(read(SettingCatalog.PLATFORMS, "native")).containsExactly(Platform.ofThisMachine());
    }

    @Test
    void aPlatformThatNobodyBuildsForIsLeftToTheRecipe() {
        assertThat(read(SettingCatalog.PLATFORMS, "linux/amd46")).containsExactly(Platform.parse("linux/amd46"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"linux", "linux/", "/amd64", "linux/arm/v7/x", "Linux/AMD64", "linux amd64", "none"})
    void otherTextsAreNotPlatforms(String text) {
        refuses(
                SettingCatalog.PLATFORMS,
                "linux/amd64," + text,
                "sos.platforms = linux/amd64," + text + " is not a list of platforms: " + text,
                "use os/architecture, for example linux/arm64");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", " , "})
    void noPlatformAtAllIsRefused(String text) {
        String shown = text.isBlank() ? "\"\"" : text.trim();
        refuses(
                SettingCatalog.PLATFORMS,
                text,
                "sos.platforms = " + shown + " names no platform",
                "use for example linux/amd64,linux/arm64 or native");
    }

    @ParameterizedTest
    @CsvSource({"gzip, GZIP", "gzip:fast, GZIP_FAST", "gzip:best, GZIP_BEST", "zstd, ZSTD"})
    void oneOfAFewWordsIsRead(String text, Compression compression) {
        assertThat(read(SettingCatalog.COMPRESSION, text)).isEqualTo(compression);
    }

    @Test
    void aSlipInAWordIsAnsweredWithTheWord() {
        refuses(
                SettingCatalog.COMPRESSION,
                "gizp",
                "sos.compression = gizp is not one of: gzip, gzip:fast, gzip:best, zstd",
                "did you mean gzip?");
        refuses(
                SettingCatalog.TARGET,
                "Production",
                "sos.target = Production is not one of: production, production-debian, production-alpine, development",
                "did you mean production?");
    }

    @Test
    void aWordThatIsNotNearIsAnsweredWithAllWords() {
        refuses(
                SettingCatalog.COMPRESSION,
                "brotli",
                "sos.compression = brotli is not one of: gzip, gzip:fast, gzip:best, zstd",
                "use one of: gzip, gzip:fast, gzip:best, zstd");
        refuses(
                SettingCatalog.LANGUAGE,
                "cobol",
                "sos.language = cobol is not one of: go, java, node, python",
                "use one of: go, java, node, python");
    }

    private static <T> T read(SettingKey<T> key, String text) {
        return key.parse(text, ORIGIN).value();
    }

    private static void refuses(SettingKey<?> key, String text, String problem, String remedy) {
        assertThatThrownBy(() -> key.parse(text, ORIGIN))
                .isInstanceOf(BuildFailure.class)
                .hasMessage(problem + "\n  from    " + ORIGIN + "\n  do      " + remedy)
                .satisfies(
                        failure -> assertThat(((BuildFailure) failure).blame()).isEqualTo(BuildFailure.Blame.USER));
    }

    @Test
    void theListOfItemsIsNotSharedWithItsReader() {
        List<String> words = read(SettingCatalog.ENTRYPOINT, "/app");

        assertThatThrownBy(() -> words.add("x")).isInstanceOf(UnsupportedOperationException.class);
    }
}
