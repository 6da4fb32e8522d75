package org.icl4j.solvers.internal.exact;

import org.icl4j.core.Context;
import org.icl4j.core.Memory;
import org.icl4j.core.Points;
import org.icl4j.core.linalg.Rehearsal;
import org.icl4j.core.math.VectorMath;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.Kernel;
import org.icl4j.kernels.Tile;
import org.icl4j.kernels.stationary.Gaussian;
import org.icl4j.kernels.stationary.Matern;
import org.icl4j.solvers.ridge.KernelRidge;
import org.icl4j.solvers.ridge.KernelRidgeModel;

/** The work of {@link KernelRidge} in small: tiles of few and of many columns, the factorisations by size, answers. */
public final class RidgeRehearsal implements Rehearsal {

    private static final int POINTS = 520;
    private static final int NARROW = 5;
    // Sums of two blocks of terms, and of vectors four at a time.
    private static final int WIDE = 300;

    /** For the service loader. */
    public RidgeRehearsal() {}

    @Override
    public void besideLoading() {
        Memory.available();
        Points x = points(POINTS, NARROW);
        double[] v = new double[POINTS];
        for (Kernel kernel : new Kernel[] {new Gaussian(1), new Matern(2.5, 1)}) {
            Gram.multiply(kernel, x, x, v, 1, new double[POINTS]);
        }
        // What wide points need beside products, which native code computes.
        VectorMath math = VectorMath.get();
        double[] squares = new double[POINTS];
        for (int i = 0; i < POINTS; i++) {
            squares[i] = 1 + math.dot(v, 0, v, 0, WIDE);
            math.distancesFromProducts(1, squares, 0, 0, v, 0, Tile.SIZE);
        }
    }

    @Override
    public void afterLoading() {
        fit(POINTS, WIDE);
    }

    private static void fit(int n, int d) {
        Points x = points(n, d);
        Context context = Context.of(x, Points.ofColumn("y", new double[n]));
        KernelRidgeModel model = KernelRidge.of(new Gaussian(1), 1).fit(context);
        model.predict(x);
    }

    private static Points points(int n, int d) {
        double[] x = new double[n * d];
        for (int i = 0; i < x.length; i++) {
            x[i] = Math.sin(0.7 * i);
        }
        return Points.ofRows("x", n, d, x);
    }
}
