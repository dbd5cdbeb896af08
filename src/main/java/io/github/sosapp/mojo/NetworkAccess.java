package io.github.sosapp.mojo;

import io.github.sosapp.http.HttpSettings;
import io.github.sosapp.http.HttpTransport;
import io.github.sosapp.http.RetryPolicy;
import io.github.sosapp.registry.auth.CredentialChain;
import io.github.sosapp.registry.auth.LoginPlaces;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** How this module's goals reach other machines: proxy, authorities, patience and logins. */
final class NetworkAccess implements AutoCloseable {

    private final MavenModule module;
    private final Settings settings;
    private final List<HttpTransport> transports = new ArrayList<>();

    NetworkAccess(MavenModule module, Settings settings) {
        this.module = module;
        this.settings = settings;
    }

    HttpTransport http() {
        return transport(httpSettings(), RetryPolicy.standard());
    }

    /** For what need not be there. */
    HttpTransport impatientHttp() {
        return transport(httpSettings().impatient(), RetryPolicy.once());
    }

    private synchronized HttpTransport transport(HttpSettings http, RetryPolicy retries) {
        HttpTransport transport = new HttpTransport(http, retries);
        transports.add(transport);
        return transport;
    }

    /** Ends the threads that wait for answers; another request may start others. */
    @Override
    public synchronized void close() {
        transports.forEach(HttpTransport::close);
    }

    CredentialChain logins() {
        return CredentialChain.of(new LoginPlaces(
                module.environment(),
                module.home(),
                settings.find(SettingCatalog.REGISTRY)
                        .map(registry -> registry.value().split("/")[0]),
                module.serverLogins()));
    }

    private HttpSettings httpSettings() {
        HttpSettings http = HttpSettings.of("sos-maven-plugin/" + module.pluginVersion())
                .withIdleTimeout(settings.get(SettingCatalog.HTTP_TIMEOUT).value())
                .withInsecureHosts(settings.find(SettingCatalog.INSECURE_REGISTRIES)
                        .map(hosts -> Set.copyOf(hosts.value()))
                        .orElse(Set.of()));
        var authorities = settings.find(SettingCatalog.CA_CERTIFICATES);
        if (authorities.isPresent()) {
            Path file = module.project().directory().resolve(authorities.get().value());
            if (!Files.isReadable(file)) {
                throw authorities.get().refused("is not a readable file").remedy("name a PEM file of the module");
            }
            http = http.withCaCertificates(file);
        }
        return module.proxy().map(http::withProxy).orElse(http);
    }
}
