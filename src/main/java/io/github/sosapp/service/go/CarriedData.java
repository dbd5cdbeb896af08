package io.github.sosapp.service.go;

import java.io.IOException;
import java.io.InputStream;
import java.time.LocalDate;
import java.util.Properties;

/**
 * The certificates and time zones that the plugin carries, because a scratch image has none. {@code
 * .ci/refresh-carried-data} renews them.
 *
 * @param certificates of the bundle: version of the package it came from
 * @param certificatesDate of the bundle
 * @param timeZones IANA's name of the release, for example {@code 2026f}
 */
record CarriedData(
        String certificates,
        LocalDate certificatesDate,
        String certificatesSha256,
        String timeZones,
        String timeZonesResource,
        String timeZonesSha256) {

    private static final String FOLDER = "/io/github/sosapp/service/go/";
    static final String CERTIFICATES_RESOURCE = FOLDER + "cacert.pem";

    static CarriedData load() {
        Properties properties = new Properties();
        try (InputStream stream = CarriedData.class.getResourceAsStream("carried.properties")) {
            properties.load(stream);
        } catch (IOException e) {
            throw new IllegalStateException("the plugin's own archive cannot be read", e);
        }
        return new CarriedData(
                properties.getProperty("certificates.version"),
                LocalDate.parse(properties.getProperty("certificates.date")),
                properties.getProperty("certificates.sha256"),
                properties.getProperty("timezones.version"),
                FOLDER + "zoneinfo-" + properties.getProperty("timezones.version") + ".zip",
                properties.getProperty("timezones.sha256"));
    }
}
