package example;

public final class Greeting {
    public static String of(String name) {
        return "Hello " + name + " " + org.tukaani.xz.XZ.CHECK_SHA256;
    }
}
