package io.github.sosapp.git;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SourceAddressTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "https://github.com/sos-app/x.git https://github.com/sos-app/x",
                "https://github.com/sos-app/x/ https://github.com/sos-app/x",
                "git@github.com:sos-app/x.git https://github.com/sos-app/x",
                "GitHub.com:sos-app/x https://github.com/sos-app/x",
                "ssh://git@github.com:22/sos-app/x.git https://github.com/sos-app/x",
                "git://github.com/sos-app/x https://github.com/sos-app/x",
                "http://git.example.org:8080/a/b/c https://git.example.org:8080/a/b/c",
                "https://[2001:db8::1]:8443/a.git https://[2001:db8::1]:8443/a",
            })
    void everyWayToCloneGivesTheSamePage(String remote, String page) {
        // A plain http server stays one.
        String expected = remote.startsWith("http:") ? page.replace("https:", "http:") : page;
        assertThat(SourceAddress.of(remote)).contains(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://user:token@host/o/r.git",
                "https://token@host/o/r",
                "https://us@er:to@ken@host/o/r?token#token",
                "ssh://user:token@host/o/r",
                "user@host:o/r.git",
                "HTTPS://user:token@host/o/r",
            })
    void credentialsAreLeftOut(String remote) {
        assertThat(SourceAddress.of(remote)).contains("https://host/o/r");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://user:to/ken@host/o/r",
                "https://user/token@host/o/r",
                "user:token@host:o/r",
                "/srv/git/x.git",
                "../x.git",
                "file:///srv/git/x.git",
                "C:\\repos\\x",
                "C:/repos/x",
                "https://host/",
                "https://host/a b",
                "ext::sh -c token",
                "",
            })
    void whatIsLocalOrUncertainGivesNoAddress(String remote) {
        assertThat(SourceAddress.of(remote)).isEmpty();
    }
}
