package org.icl4j.solvers.select;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.icl4j.core.Points;

/** Targets that say nothing about a kernel or a ridge. */
final class ConstantTargets {

    private ConstantTargets() {}

    /** A sentence for each. */
    static List<String> warnings(Points targets) {
        List<String> warnings = new ArrayList<>();
        for (int j = 0; j < targets.width(); j++) {
            double first = targets.get(0, j);
            if (Arrays.stream(targets.column(j)).allMatch(y -> y == first)) {
                warnings.add("target " + j + " is constant, " + first + ": there is nothing to choose by");
            }
        }
        return warnings;
    }
}
