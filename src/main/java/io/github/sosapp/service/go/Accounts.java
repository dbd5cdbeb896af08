package io.github.sosapp.service.go;

import io.github.sosapp.image.layer.Owner;
import io.github.sosapp.plan.FileSource;
import io.github.sosapp.plan.LayerPlan;
import io.github.sosapp.plan.PlannedFile;
import io.github.sosapp.service.AccountFiles;
import io.github.sosapp.service.AccountFiles.Account;
import io.github.sosapp.service.ServiceUser;
import io.github.sosapp.settings.Settings;
import java.util.ArrayList;
import java.util.List;

/** The user that the service runs as, with the entries that make its name known, and a place for temporary files. */
record Accounts(Owner owner) {

    private static final List<Account> SYSTEM =
            List.of(new Account("root", "root", 0, "/"), new Account("nobody", "nobody", 65534, "/"));

    static Accounts of(Settings settings) {
        return new Accounts(ServiceUser.of(settings, new Owner(1001, 1001)));
    }

    String user() {
        return owner.toString();
    }

    LayerPlan layer() {
        List<PlannedFile> files = new ArrayList<>(new AccountFiles("goapp", "/", owner, SYSTEM).planned());
        files.add(new PlannedFile("/tmp", 01777, Owner.ROOT, new FileSource.Directory()));
        return new LayerPlan("accounts", files);
    }
}
