package org.icl4j.examples.functionclasses;

import java.util.List;
import org.icl4j.attention.tasks.Functions;
import org.icl4j.attention.tasks.Inputs;
import org.icl4j.attention.tasks.RegressionTasks;
import org.icl4j.attention.theory.BaselineCurves;

/**
 * Linear tasks of another distribution than the one trained on: the shifts of Garg et al. 2022.
 *
 * @param name what is different
 * @param tasks the tasks
 * @param examples in a context
 * @param variance E f(x)^2, which errors are divided by
 * @param leastSquares the exact error of least squares, divided by the variance
 */
record Shift(String name, RegressionTasks tasks, int examples, double variance, double leastSquares) {

    private static final int D = FunctionClass.WIDTH;
    private static final int TWICE = 2 * D;
    private static final int HALF = D / 2;

    static List<Shift> all(long seed) {
        Inputs normal = Inputs.gaussian(D);
        // Error and variance are scaled alike.
        double noisy = BaselineCurves.noisyLeastSquares(D, TWICE, 1);
        return List.of(
                of("inputs skewed", Inputs.skewed(D, seed), D),
                of("inputs in half of the space", Inputs.subspace(D, HALF), HALF),
                of("context and queries in other orthants", Inputs.quadrants(D), D),
                new Shift("queries orthogonal to the context", on(normal.orthogonalQueries()), D - 2, D, 1),
                of("queries from the context", normal.queriesFromContext(), D),
                of("inputs a third as large", normal.scaled(1 / 3.0), D / 9.0),
                of("inputs half as large", normal.scaled(0.5), D / 4.0),
                of("inputs twice as large", normal.scaled(2), D * 4.0),
                of("inputs three times as large", normal.scaled(3), D * 9.0),
                targets("targets a third as large", 1 / 3.0),
                targets("targets half as large", 0.5),
                targets("targets twice as large", 2),
                targets("targets three times as large", 3),
                new Shift(
                        "noise of variance 1, targets' variance kept",
                        on(normal).withNoise(1).renormalised(D),
                        TWICE,
                        D * D / (D + 1.0),
                        noisy));
    }

    private static RegressionTasks on(Inputs inputs) {
        return RegressionTasks.of(inputs, Functions.linear(D));
    }

    private static Shift of(String name, Inputs inputs, double variance) {
        return new Shift(name, on(inputs), TWICE, variance, 0);
    }

    private static Shift targets(String name, double scale) {
        return new Shift(name, on(Inputs.gaussian(D)).withTargetScale(scale), TWICE, scale * scale * D, 0);
    }
}
