package org.icl4j.solvers.classify;

import java.util.LinkedHashMap;
import java.util.Map;
import org.icl4j.core.Points;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.dotproduct.Linear;
import org.icl4j.kernels.dotproduct.Polynomial;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.kernels.tools.DistanceStatistics;

/** The kernels that {@link TunedClassifier} tries on coded rows z, each about 1 on its diagonal. */
final class CandidateKernels {

    private final Points z;
    /** The mean of |z|^2. */
    private final double size;
    /** The median of |z - w|. */
    private final double distance;

    CandidateKernels(Points z) {
        this.z = z;
        double sum = 0;
        for (int i = 0; i < z.size(); i++) {
            for (double value : z.row(i)) {
                sum += value * value;
            }
        }
        this.size = sum > 0 ? sum / z.size() : 1;
        double median = z.size() > 1 ? DistanceStatistics.of(z).median() : 0;
        // More than half of the pairs may be equal rows.
        this.distance = median > 0 ? median : Math.sqrt(2 * size);
    }

    Map<String, Kernel> all() {
        Kernel linear = new Linear().scaled(1 / size);
        Map<String, Kernel> kernels = new LinkedHashMap<>();
        kernels.put("linear", linear);
        kernels.put("polynomial 2", new Polynomial(2, 1 / size, 1).scaled(0.25));
        kernels.put("polynomial 3", new Polynomial(3, 1 / size, 1).scaled(0.125));
        kernels.put("gaussian", gaussian(1));
        kernels.put("wide gaussian", gaussian(3));
        kernels.put("linear + gaussian", linear.scaled(0.5).plus(gaussian(1).scaled(0.5)));
        if (z.width() > 1 && z.width() <= ClassifierSearch.ADDITIVE_WIDTH) {
            kernels.put("additive", additive());
        }
        return kernels;
    }

    /** exp(-|z - w|^2 / (spread m)). */
    private Kernel gaussian(double spread) {
        return new Gaussian(distance * Math.sqrt(spread / 2));
    }

    private Kernel additive() {
        Kernel sum = new Gaussian(1).onColumns(0);
        for (int j = 1; j < z.width(); j++) {
            sum = sum.plus(new Gaussian(1).onColumns(j));
        }
        return sum.scaled(1.0 / z.width());
    }
}
