package io.github.sosapp.dockerfile;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A stage of a Dockerfile: a FROM and what follows it. */
final class Stage {

    private final int number;
    private final Instruction from;
    private final List<Instruction> instructions = new ArrayList<>();

    Stage(int number, Instruction from) {
        this.number = number;
        this.from = from;
    }

    void add(Instruction instruction) {
        instructions.add(instruction);
    }

    int number() {
        return number;
    }

    Instruction from() {
        return from;
    }

    /** In small letters, as stages are compared; empty for a stage without a name. */
    String name() {
        List<String> words = from.arguments();
        return words.size() == 3 && words.get(1).equalsIgnoreCase("as")
                ? words.get(2).toLowerCase(Locale.ROOT)
                : "";
    }

    /** What it starts from as it is written: a stage before, an image or a variable. */
    String base() {
        return from.arguments().get(0);
    }

    List<Instruction> instructions() {
        return List.copyOf(instructions);
    }

    boolean isCalled(String wanted) {
        return name().equals(wanted.toLowerCase(Locale.ROOT)) || wanted.equals(Integer.toString(number));
    }
}
