package org.icl4j.examples.functionclasses;

import java.util.ArrayList;
import java.util.List;
import org.icl4j.attention.theory.BaselineCurves;
import org.icl4j.core.InContextLearner;
import org.icl4j.kernels.dotproduct.ArcCosine;
import org.icl4j.solvers.linear.Averaging;
import org.icl4j.solvers.linear.Lasso;
import org.icl4j.solvers.linear.LeastSquares;
import org.icl4j.solvers.local.NearestNeighbour;
import org.icl4j.solvers.ridge.KernelRidge;

/**
 * What a transformer is compared with. Each rival is one or several learners, of which the best on the test tasks counts: that favours rivals
 * of several settings, as it did in Garg et al. 2022.
 *
 * @param name what it is called
 * @param learners its settings
 */
record Rival(String name, List<InContextLearner<?>> learners) {

    private static final String LEAST_SQUARES = "least squares";
    private static final String AVERAGING = "averaging";
    private static final double[] PENALTIES = {1, 0.1, 0.01, 0.001};
    private static final int NEIGHBOURS = 3;
    private static final double JITTER = 1e-8;

    /** What setting i is called in a comparison. */
    String name(int i) {
        return learners.size() == 1 ? name : name + " " + (i + 1);
    }

    /** All of them. */
    static List<Rival> all() {
        List<InContextLearner<?>> lassos = new ArrayList<>();
        for (double penalty : PENALTIES) {
            lassos.add(lasso(penalty));
        }
        return List.of(
                new Rival(LEAST_SQUARES, List.of(LeastSquares.withDefaults())),
                new Rival(AVERAGING, List.of(new Averaging())),
                new Rival("nearest neighbours", List.of(NearestNeighbour.of(NEIGHBOURS))),
                new Rival("lasso", lassos),
                new Rival("tree", List.of(new TreeLearner(3), new TreeLearner(20))),
                // The Gaussian process that networks of infinite width are; nearly Bayes for those of width 100.
                new Rival("arc-cosine kernel", List.of(KernelRidge.of(new ArcCosine(1), JITTER))));
    }

    /**
     * Coordinate descent crawls where two columns of a short context are nearly parallel; there the penalty is doubled until it arrives, at
     * the latest when it is so large that all weights are 0.
     */
    private static InContextLearner<?> lasso(double penalty) {
        return context -> {
            for (double a = penalty; ; a *= 2) {
                try {
                    return Lasso.of(a).fit(context);
                } catch (IllegalStateException notSolved) {
                    if (a > 1e9) {
                        throw notSolved;
                    }
                }
            }
        };
    }

    /**
     * Its exact error after k examples, divided by the class's variance; NaN where no formula is known. Both formulas hold for linear functions
     * of any weights, sparse ones included: x is isotropic, so that only |w|^2 counts.
     */
    double exact(FunctionClass functions, int examples) {
        if (!functions.isLinear()) {
            return Double.NaN;
        }
        return switch (name) {
            case LEAST_SQUARES -> BaselineCurves.leastSquares(FunctionClass.WIDTH, examples);
            case AVERAGING -> BaselineCurves.averaging(FunctionClass.WIDTH, examples);
            default -> Double.NaN;
        };
    }
}
