package io.github.sosapp.service.go;

import io.github.sosapp.image.layer.Owner;
import io.github.sosapp.plan.FileSource;
import io.github.sosapp.plan.LayerPlan;
import io.github.sosapp.plan.PlannedFile;
import io.github.sosapp.service.ServiceUser;
import io.github.sosapp.settings.Settings;
import java.util.List;

/** The user that the service runs as, with the entries that make its name known, and a place for temporary files. */
record Accounts(Owner owner) {

    private static final int ROOT = 0;
    private static final int NOBODY = 65534;

    static Accounts of(Settings settings) {
        return new Accounts(ServiceUser.of(settings, new Owner(1001, 1001)));
    }

    String user() {
        return owner.toString();
    }

    LayerPlan layer() {
        return new LayerPlan(
                "accounts",
                List.of(
                        new PlannedFile("/etc/group", 0644, Owner.ROOT, new FileSource.Text(group())),
                        new PlannedFile("/etc/passwd", 0644, Owner.ROOT, new FileSource.Text(passwd())),
                        new PlannedFile("/tmp", 01777, Owner.ROOT, new FileSource.Directory())));
    }

    private String passwd() {
        return "root:x:0:0:root:/:/sbin/nologin\n"
                + (isNew(owner.uid()) ? "goapp:x:" + owner + ":goapp:/:/sbin/nologin\n" : "")
                + "nobody:x:65534:65534:nobody:/:/sbin/nologin\n";
    }

    private String group() {
        return "root:x:0:\n" + (isNew(owner.gid()) ? "goapp:x:" + owner.gid() + ":\n" : "") + "nobody:x:65534:\n";
    }

    private static boolean isNew(int id) {
        return id != ROOT && id != NOBODY;
    }
}
