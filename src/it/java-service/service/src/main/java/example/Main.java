package example;

public final class Main {
    public static void main(String[] words) {
        System.out.println(Greeting.of(words[0]));
    }
}
