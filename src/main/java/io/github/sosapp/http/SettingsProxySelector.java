package io.github.sosapp.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** Chooses between a direct connection and the proxy of our settings; the proxy settings of the Java process do not count. */
final class SettingsProxySelector extends ProxySelector {

    private final Optional<ProxySettings> proxy;

    SettingsProxySelector(Optional<ProxySettings> proxy) {
        this.proxy = proxy;
    }

    /** The proxy through which that address is reached. */
    Optional<ProxySettings> proxyFor(URI address) {
        return proxy.filter(settings -> settings.covers(address.getHost()));
    }

    @Override
    public List<Proxy> select(URI address) {
        return List.of(proxyFor(address)
                .map(settings -> new Proxy(Proxy.Type.HTTP, new InetSocketAddress(settings.host(), settings.port())))
                .orElse(Proxy.NO_PROXY));
    }

    @Override
    public void connectFailed(URI address, SocketAddress proxyAddress, IOException failure) {
        // The failed request itself is reported.
    }
}
