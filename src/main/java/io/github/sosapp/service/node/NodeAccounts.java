package io.github.sosapp.service.node;

import io.github.sosapp.image.layer.Owner;
import io.github.sosapp.plan.LayerPlan;
import io.github.sosapp.service.AccountFiles;
import io.github.sosapp.service.AccountFiles.Account;
import io.github.sosapp.service.ServiceUser;
import io.github.sosapp.settings.Settings;
import java.util.List;

/** The user that the service runs as, with the entries that make its name known on a base of packages. */
record NodeAccounts(Owner owner) {

    private static final List<Account> SYSTEM = List.of(
            new Account("root", "root", 0, "/root"),
            new Account("nonroot", "nonroot", 65532, "/home/nonroot"),
            new Account("nobody", "nogroup", 65534, "/nonexistent"));

    static NodeAccounts of(Settings settings) {
        return new NodeAccounts(ServiceUser.of(settings, new Owner(1001, 1001)));
    }

    String user() {
        return owner.toString();
    }

    LayerPlan layer() {
        return new LayerPlan("accounts", new AccountFiles("nodejs", "/app", owner, SYSTEM).planned());
    }
}
