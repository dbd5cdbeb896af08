package io.github.sosapp.service.node;

import io.github.sosapp.image.layer.Owner;
import io.github.sosapp.plan.FileSource;
import io.github.sosapp.plan.LayerPlan;
import io.github.sosapp.plan.PlannedFile;
import io.github.sosapp.settings.Setting;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.Settings;
import java.util.List;

/** The user that the service runs as, with the entries that make its name known on a base of packages. */
record NodeAccounts(int uid, int gid) {

    private static final int ROOT = 0;
    private static final int NOBODY = 65534;
    private static final int NONROOT = 65532;

    static NodeAccounts of(Settings settings) {
        return settings.find(SettingCatalog.USER)
                .map(Setting::value)
                .map(NodeAccounts::parse)
                .orElse(new NodeAccounts(1001, 1001));
    }

    private static NodeAccounts parse(String user) {
        String[] ids = user.split(":");
        int uid = Integer.parseInt(ids[0]);
        return new NodeAccounts(uid, ids.length == 2 ? Integer.parseInt(ids[1]) : uid);
    }

    String user() {
        return uid + ":" + gid;
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
                + (isNew(uid) ? "nodejs:x:" + uid + ":" + gid + ":nodejs:/app:/sbin/nologin\n" : "")
                + "nonroot:x:65532:65532:nonroot:/home/nonroot:/sbin/nologin\n"
                + "nobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin\n";
    }

    private String group() {
        return "root:x:0:\n" + (isNew(gid) ? "nodejs:x:" + gid + ":\n" : "") + "nonroot:x:65532:\nnogroup:x:65534:\n";
    }

    private static boolean isNew(int id) {
        return id != ROOT && id != NOBODY && id != NONROOT;
    }
}
