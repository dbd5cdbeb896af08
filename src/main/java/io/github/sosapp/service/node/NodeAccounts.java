package io.github.sosapp.service.node;

import io.github.sosapp.image.layer.Owner;
import io.github.sosapp.plan.FileSource;
import io.github.sosapp.plan.LayerPlan;
import io.github.sosapp.plan.PlannedFile;
import io.github.sosapp.service.ServiceUser;
import io.github.sosapp.settings.Settings;
import java.util.List;

/** The user that the service runs as, with the entries that make its name known on a base of packages. */
record NodeAccounts(Owner owner) {

    private static final int ROOT = 0;
    private static final int NOBODY = 65534;
    private static final int NONROOT = 65532;

    static NodeAccounts of(Settings settings) {
        return new NodeAccounts(ServiceUser.of(settings, new Owner(1001, 1001)));
    }

    String user() {
        return owner.toString();
    }

    // These replace the files of the base, so its accounts are in them too.
    LayerPlan layer() {
        return new LayerPlan(
                "accounts",
                List.of(
                        new PlannedFile("/etc/group", 0644, Owner.ROOT, new FileSource.Text(group())),
                        new PlannedFile("/etc/passwd", 0644, Owner.ROOT, new FileSource.Text(passwd()))));
    }

    private String passwd() {
        return "root:x:0:0:root:/root:/sbin/nologin\n"
                + (isNew(owner.uid()) ? "nodejs:x:" + owner + ":nodejs:/app:/sbin/nologin\n" : "")
                + "nonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin\n"
                + "nobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin\n";
    }

    private String group() {
        return "root:x:0:\n" + (isNew(owner.gid()) ? "nodejs:x:" + owner.gid() + ":\n" : "")
                + "nonroot:x:65532:\nnogroup:x:65534:\n";
    }

    private static boolean isNew(int id) {
        return id != ROOT && id != NOBODY && id != NONROOT;
    }
}
