package io.github.sosapp.image.layer;

/** Numeric user and group of a layer entry; names are never stored, because they mean nothing outside one image. */
public record Owner(int uid, int gid) {

    public static final Owner ROOT = new Owner(0, 0);

    public Owner {
        if (uid < 0 || gid < 0) {
            throw new IllegalArgumentException("negative owner: " + uid + ":" + gid);
        }
    }

    @Override
    public String toString() {
        return uid + ":" + gid;
    }
}
