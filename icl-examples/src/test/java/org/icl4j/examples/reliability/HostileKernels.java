package org.icl4j.examples.reliability;

import java.util.List;
import java.util.SplittableRandom;

/** Short texts of kernels that ask for much work: nesting, orders, layers, degrees, counts. */
final class HostileKernels {

    private static final List<String> WRAPPERS = List.of("normalised(%s)", "(%s)", "2 * (%s)", "(%s) ^ 2", "(%s)[0]");
    private static final List<String> COUNTS = List.of(
            "reluNtk(%d)",
            "arcCosine(%d)", "polynomial(%d, 1, 1)", "linear ^ %d", "matern(%d, 1)", "linear[%d]", "gaussian(%d)");
    private static final List<Integer> SIZES = List.of(-1, 0, 50, 1000, 1_000_000, 2_000_000_000, Integer.MAX_VALUE);

    private HostileKernels() {}

    static String text(SplittableRandom random) {
        String text = random.nextBoolean()
                ? "linear"
                : String.format(COUNTS.get(random.nextInt(COUNTS.size())), SIZES.get(random.nextInt(SIZES.size())));
        int depth = List.of(0, 1, 10, 40, 400).get(random.nextInt(5));
        String wrapper = WRAPPERS.get(random.nextInt(WRAPPERS.size()));
        for (int i = 0; i < depth; i++) {
            text = wrapper.replace("%s", text);
        }
        return text;
    }
}
