package io.github.sosapp.service;

import io.github.sosapp.image.layer.Owner;
import io.github.sosapp.settings.SettingCatalog;
import io.github.sosapp.settings.Settings;

/** The user that a service runs as. */
public final class ServiceUser {

    private ServiceUser() {}

    /** That of {@code sos.user}, whose group is the user's own where it names none. */
    public static Owner of(Settings settings, Owner usual) {
        return settings.find(SettingCatalog.USER)
                .map(user -> parse(user.value()))
                .orElse(usual);
    }

    private static Owner parse(String user) {
        String[] ids = user.split(":");
        int uid = Integer.parseInt(ids[0]);
        return new Owner(uid, ids.length == 2 ? Integer.parseInt(ids[1]) : uid);
    }
}
