package io.github.sosapp.service.go;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.sosapp.image.Digest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

class CarriedDataTest {

    private final CarriedData carried = CarriedData.load();

    @Test
    void filesAreTheOnesThatTheirDigestsName() throws IOException {
        assertThat(Digest.of(read(CarriedData.CERTIFICATES_RESOURCE)).hex()).isEqualTo(carried.certificatesSha256());
        assertThat(Digest.of(read(carried.timeZonesResource())).hex()).isEqualTo(carried.timeZonesSha256());
    }

    @Test
    void allCertificatesAreAuthoritiesAndThereAreEnough() throws Exception {
        byte[] bundle = read(CarriedData.CERTIFICATES_RESOURCE);
        long announced = Pattern.compile("-----BEGIN CERTIFICATE-----")
                .matcher(new String(bundle, StandardCharsets.UTF_8))
                .results()
                .count();

        var certificates =
                CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(bundle));

        assertThat(certificates).hasSizeGreaterThan(100).hasSize((int) announced);
        assertThat(certificates)
                .allSatisfy(certificate -> assertThat(((X509Certificate) certificate).getSubjectX500Principal())
                        .isEqualTo(((X509Certificate) certificate).getIssuerX500Principal()));
    }

    @Test
    void timeZonesAreCompleteAndInOrder() throws IOException {
        List<String> names = new ArrayList<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(read(carried.timeZonesResource())))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                assertThat(zip.readNBytes(4)).as(entry.getName()).isEqualTo("TZif".getBytes(StandardCharsets.US_ASCII));
                names.add(entry.getName());
            }
        }

        assertThat(names).hasSizeGreaterThan(500).isSorted().contains("Asia/Almaty", "UTC", "America/Asuncion");
    }

    @Test
    void noticeNamesLicencesAndVersions() throws IOException {
        assertThat(Files.readString(Path.of("NOTICE")))
                .contains("Mozilla Public License 2.0", "certifi " + carried.certificates(), carried.timeZones());
    }

    private static byte[] read(String resource) throws IOException {
        try (InputStream stream = CarriedDataTest.class.getResourceAsStream(resource)) {
            return stream.readAllBytes();
        }
    }
}
