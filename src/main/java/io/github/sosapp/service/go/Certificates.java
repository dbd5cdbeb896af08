package io.github.sosapp.service.go;

import io.github.sosapp.failure.BuildFailure;
import io.github.sosapp.image.layer.Owner;
import io.github.sosapp.plan.FileSource;
import io.github.sosapp.plan.LayerPlan;
import io.github.sosapp.plan.PlannedFile;
import io.github.sosapp.service.ServiceModule;
import io.github.sosapp.settings.Setting;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.Settings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/**
 * The authorities that a service trusts.
 *
 * @param source of the bundle; empty when there is none
 * @param description for the console; empty when there is none
 * @param file of the project that holds the bundle, if it is one
 */
record Certificates(Optional<FileSource> source, String description, Optional<Path> file, List<String> warnings) {

    // Where Go looks first (crypto/x509, root_linux.go).
    private static final String PATH = "/etc/ssl/certs/ca-certificates.crt";
    private static final int MONTHS_FRESH = 12;

    static Certificates of(ServiceModule module, Settings settings, CarriedData carried) {
        Setting<String> setting = settings.get(SettingCatalog.CERTIFICATES);
        return switch (setting.value()) {
            case "none" -> new Certificates(Optional.empty(), "", Optional.empty(), List.of());
            case "bundled" -> bundled(module.created(), carried);
            default -> ofFile(module, setting);
        };
    }

    /** None where the base has Mozilla's certificates itself, unless the team has given its own. */
    Certificates on(GoTarget target) {
        return target.carriesTrust() || file.isPresent()
                ? this
                : new Certificates(Optional.empty(), "", Optional.empty(), List.of());
    }

    /** The layer that holds the bundle; empty when there is none. */
    Optional<LayerPlan> layer() {
        return source.map(
                from -> new LayerPlan("certificates", List.of(new PlannedFile(PATH, 0644, Owner.ROOT, from))));
    }

    private static Certificates bundled(Instant created, CarriedData carried) {
        LocalDate date = carried.certificatesDate();
        boolean old = created.atZone(ZoneOffset.UTC).toLocalDate().isAfter(date.plusMonths(MONTHS_FRESH));
        List<String> warnings = old
                ? List.of("the bundled certificates are of " + date + ", over " + MONTHS_FRESH
                        + " months old: update sos-maven-plugin, or set sos.certificates to a PEM file")
                : List.of();
        return new Certificates(
                Optional.of(new FileSource.Carried(CarriedData.CERTIFICATES_RESOURCE)),
                "certificates " + date.toString().substring(0, "2026-10".length()),
                Optional.empty(),
                warnings);
    }

    private static Certificates ofFile(ServiceModule module, Setting<String> setting) {
        Path file;
        try {
            file = module.directory().resolve(setting.value()).normalize();
        } catch (InvalidPathException e) {
            throw notUsable(setting, "is not a path").remedy(remedy(setting));
        }
        if (!Files.isRegularFile(file)) {
            throw notUsable(setting, "is not a file").remedy(remedy(setting));
        }
        check(file, setting);
        return new Certificates(
                Optional.of(new FileSource.OnDisk(file)),
                "certificates of " + setting.value(),
                Optional.of(file),
                List.of());
    }

    private static void check(Path file, Setting<String> setting) {
        try {
            String text = Files.readString(file, StandardCharsets.ISO_8859_1);
            if (text.contains("PRIVATE KEY-----")) {
                throw notUsable(setting, "holds a private key")
                        .because("everybody who can pull the image could read it")
                        .remedy("keep only the certificates in the file");
            }
            int count = parse(text.getBytes(StandardCharsets.ISO_8859_1));
            if (count == 0 || !text.contains("-----BEGIN CERTIFICATE-----")) {
                throw notUsable(setting, "holds no certificate in PEM form").remedy(remedy(setting));
            }
        } catch (CertificateException e) {
            throw notUsable(setting, "holds something that is not a certificate")
                    .causedBy(e)
                    .remedy(remedy(setting));
        } catch (IOException e) {
            throw notUsable(setting, "cannot be read").causedBy(e).remedy(remedy(setting));
        }
    }

    private static int parse(byte[] bundle) throws CertificateException {
        return CertificateFactory.getInstance("X.509")
                .generateCertificates(new ByteArrayInputStream(bundle))
                .size();
    }

    private static BuildFailure.Facts notUsable(Setting<String> setting, String complaint) {
        return setting.refused(complaint);
    }

    private static String remedy(Setting<String> setting) {
        return "use bundled, none, or a PEM file with certificates, relative to the module"
                + (setting.value().equals("debian") ? " (debian is not there yet)" : "");
    }
}
