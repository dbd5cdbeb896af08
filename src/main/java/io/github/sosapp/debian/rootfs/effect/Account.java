package io.github.sosapp.debian.rootfs.effect;

import io.github.sosapp.failure.BuildFailure;
import java.util.Objects;

/**
 * A user with a group of the same name and number.
 *
 * @param home directory, for example {@code /home/nonroot}
 */
public record Account(String name, int id, String home) {

    /** The user that images of the plugin run as unless the project says otherwise. */
    public static final Account NONROOT = new Account("nonroot", 65532, "/home/nonroot");

    static final Account ROOT = new Account("root", 0, "/root");
    static final Account NOBODY = new Account("nobody", 65534, "/nonexistent");

    /** @throws BuildFailure when the name or the home would break the lines of /etc/passwd */
    public Account {
        Objects.requireNonNull(home, "home");
        if (!name.matches("[a-z_][a-z0-9_-]{0,31}") || id < 0 || !home.matches("/[A-Za-z0-9._/-]*")) {
            throw BuildFailure.ofUser("the account " + name + " with number " + id + " and home " + home
                            + " cannot be in /etc/passwd")
                    .because(
                            "a name has up to 32 small letters, digits, - and _, a number is not negative, and a home is a"
                                    + " path of letters, digits, . - and _")
                    .remedy("choose another name, number or home");
        }
    }
}
