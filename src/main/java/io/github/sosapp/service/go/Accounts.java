package io.github.sosapp.service.go;

import io.github.sosapp.image.layer.Owner;
import io.github.sosapp.plan.FileSource;
import io.github.sosapp.plan.LayerPlan;
import io.github.sosapp.plan.PlannedFile;
import io.github.sosapp.settings.Setting;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.Settings;
import java.util.List;

/** The user that the service runs as, with the entries that make its name known, and a place for temporary files. */
record Accounts(int uid, int gid) {

    private static final int ROOT = 0;
    private static final int NOBODY = 65534;

    static final Accounts GOAPP = new Accounts(1001, 1001);

    static Accounts of(Settings settings) {
        return settings.find(SettingCatalog.USER)
                .map(Setting::value)
                .map(Accounts::parse)
                .orElse(GOAPP);
    }

    private static Accounts parse(String user) {
        String[] ids = user.split(":");
        int uid = Integer.parseInt(ids[0]);
        return new Accounts(uid, ids.length == 2 ? Integer.parseInt(ids[1]) : uid);
    }

    String user() {
        return uid + ":" + gid;
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
                + (isNew(uid) ? "goapp:x:" + uid + ":" + gid + ":goapp:/:/sbin/nologin\n" : "")
                + "nobody:x:65534:65534:nobody:/:/sbin/nologin\n";
    }

    private String group() {
        return "root:x:0:\n" + (isNew(gid) ? "goapp:x:" + gid + ":\n" : "") + "nobody:x:65534:\n";
    }

    private static boolean isNew(int id) {
        return id != ROOT && id != NOBODY;
    }
}
