package io.github.sosapp.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginTest {

    private static Origin origin(String address) {
        return Origin.of(URI.create(address));
    }

    @Test
    void theUsualPortIsTheSameAsNone() {
        assertThat(origin("HTTPS://Ghcr.IO/v2/")).isEqualTo(origin("https://ghcr.io:443/other"));
        assertThat(origin("http://a:80")).isNotEqualTo(origin("https://a:80"));
        assertThat(origin("http://a:5000")).hasToString("http://a:5000");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1", "http://localhost:1", "http://x.localhost", "http://10.1.2.3", "http://192.168.0.1",
                "http://172.31.255.1", "http://169.254.169.254", "http://[::1]", "http://[fe80::1]", "http://[fd00::1]",
                "http://[::ffff:10.0.0.1]", "http://2130706433", "http://0x7f000001", "http://0177.0.0.1",
                        "http://127.1"
            })
    void addressesOfThisMachineAndPrivateNetworksAreRecognised(String address) {
        URI uri = URI.create(address);
        // Some disguises are not even a host for java.net.URI: then nothing is sent at all.
        if (uri.getHost() == null) {
            assertThatThrownBy(() -> Origin.of(uri)).isInstanceOf(IllegalArgumentException.class);
        } else {
            assertThat(Origin.of(uri).isPrivate()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://ghcr.io",
                "https://8.8.8.8",
                "https://172.32.0.1",
                "https://[2001:db8::1]",
                "https://10.example"
            })
    void publicHostsAreNotPrivate(String address) {
        assertThat(origin(address).isPrivate()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "https://ghcr.io, https://storage.example, true",
        "https://ghcr.io, http://ghcr.io, false",
        "https://ghcr.io, https://169.254.169.254, false",
        "https://ghcr.io, https://localhost, false",
        "http://127.0.0.1:5000, http://127.0.0.1:6000, true",
        "http://registry.corp, https://registry.corp, true",
        "http://registry.corp, http://10.0.0.1, false",
        "https://10.0.0.1, https://10.0.0.2, true"
    })
    void aServerMaySendUsOnlyWhereNothingIsAtRisk(String from, String to, boolean allowed) {
        assertThat(origin(from).maySendTo(origin(to))).isEqualTo(allowed);
    }

    @Test
    void printedAddressesKeepOnlyHarmlessQueryValues() {
        assertThat(AddressText.of(
                        URI.create("https://u:p@ghcr.io:1/v2/a/blobs/uploads/1?_state=abc&digest=sha256:1&token=t")))
                .isEqualTo("https://ghcr.io:1/v2/a/blobs/uploads/1?_state=…&digest=sha256:1&token=…");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "localhost|*.corp.example; registry.corp.example; false",
                "localhost|*.corp.example; corp.example; true",
                "localhost, 127.*; 127.0.0.1; false",
                "''; ghcr.io; true",
                "GHCR.io; ghcr.IO; false",
                "*; anything; false",
                "a.b; axb; true"
            })
    void hostsWithoutProxyAreNamedAsInSettingsXml(String nonProxyHosts, String host, boolean covered) {
        var proxy = new ProxySettings("proxy", 3128, Optional.empty(), Optional.empty(), nonProxyHosts);
        assertThat(proxy.covers(host)).isEqualTo(covered);
    }
}
