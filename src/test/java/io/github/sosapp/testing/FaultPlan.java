package io.github.sosapp.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;

/** Which requests meet which fault, in the order in which they come. */
public final class FaultPlan {

    private record Rule(String method, String path, Fault fault, int[] left) {}

    private final List<Rule> rules = new ArrayList<>();
    private Random random;
    private double probability;
    private List<Fault> randomFaults = List.of();
    private int happened;

    public static FaultPlan none() {
        return new FaultPlan();
    }

    /** Each request meets one of the faults with that probability, decided by the seed. */
    public static FaultPlan random(long seed, double probability, Fault... faults) {
        FaultPlan plan = new FaultPlan();
        plan.random = new Random(seed);
        plan.probability = probability;
        plan.randomFaults = List.of(faults);
        return plan;
    }

    /** The next request with that method and a path (with query) that contains that pattern. */
    public FaultPlan once(String method, String path, Fault fault) {
        return times(1, method, path, fault);
    }

    public FaultPlan always(String method, String path, Fault fault) {
        return times(Integer.MAX_VALUE, method, path, fault);
    }

    public synchronized FaultPlan times(int times, String method, String path, Fault fault) {
        rules.add(new Rule(method, path, fault, new int[] {times}));
        return this;
    }

    synchronized Optional<Fault> next(String method, String path) {
        for (Rule rule : rules) {
            boolean matches = rule.method.equals(method)
                    && Pattern.compile(rule.path).matcher(path).find();
            if (matches && rule.left[0] > 0) {
                rule.left[0]--;
                happened++;
                return Optional.of(rule.fault);
            }
        }
        if (random != null && random.nextDouble() < probability) {
            happened++;
            return Optional.of(randomFaults.get(random.nextInt(randomFaults.size())));
        }
        return Optional.empty();
    }

    /** How many requests met a fault. */
    public synchronized int happened() {
        return happened;
    }
}
