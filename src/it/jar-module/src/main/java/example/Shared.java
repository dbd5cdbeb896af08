package example;

/** Something that services in Java would share. */
public record Shared(String name) {}
