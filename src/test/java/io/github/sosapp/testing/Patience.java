package io.github.sosapp.testing;

import io.github.sosapp.http.HttpSettings;
import java.time.Duration;

/** Less of it than builds have, so that no test waits for a minute. */
public final class Patience {

    private Patience() {}

    /** The settings with another time to wait for progress. */
    public static HttpSettings of(HttpSettings settings, Duration idle) {
        return new HttpSettings(
                settings.userAgent(),
                settings.connectTimeout(),
                idle,
                settings.proxy(),
                settings.caCertificates(),
                settings.insecureHosts());
    }
}
