package io.github.sosapp.debian.archive.mirror;

import io.github.sosapp.failure.BuildFailure;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** The mirrors that the user set. */
public final class SettingMirrors implements MirrorPlace {

    private final List<String> main;
    private final List<String> security;
    private final String origin;

    /**
     * @param main values of {@code sos.debian.mirror}; empty when it is not set
     * @param security values of {@code sos.debian.securityMirror}; empty when it is not set
     * @param origin where the first setting came from
     */
    public SettingMirrors(List<String> main, List<String> security, String origin) {
        this.main = List.copyOf(main);
        this.security = List.copyOf(security);
        this.origin = origin;
    }

    @Override
    public Optional<DebianMirrors> mirrors() {
        return main.isEmpty()
                ? Optional.empty()
                : Optional.of(new DebianMirrors(
                        parsed("sos.debian.mirror", main), parsed("sos.debian.securityMirror", security), origin));
    }

    @Override
    public String otherwise() {
        return "sos.debian.mirror is not set";
    }

    private List<URI> parsed(String setting, List<String> addresses) {
        return addresses.stream().map(address -> parsed(setting, address)).toList();
    }

    private URI parsed(String setting, String address) {
        try {
            return DebianMirrors.parse(address);
        } catch (IllegalArgumentException e) {
            boolean login = address.contains("@");
            throw BuildFailure.ofUser("an address of " + setting + " " + e.getMessage())
                    .because(login ? "a login in an address would be printed and kept" : "it says " + address)
                    .from(origin)
                    .remedy("write the address as in https://mirror.example.com/debian"
                            + (login ? ", of a mirror that asks for no login" : ""));
        }
    }
}
