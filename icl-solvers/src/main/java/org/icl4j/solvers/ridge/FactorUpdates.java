package org.icl4j.solvers.ridge;

import java.util.Arrays;
import java.util.OptionalLong;
import org.icl4j.core.Points;
import org.icl4j.solvers.SolveReport;
import org.icl4j.solvers.internal.exact.KernelSystem;
import org.icl4j.solvers.internal.tables.Vectors;

/**
 * A {@link KernelRidgeModel} with one pair more or fewer. With C = K + D = L L' the targets are C alpha, so that no model keeps them; L is
 * updated in O(n^2), and alpha = L'^-1 L^-1 y is solved for anew.
 */
final class FactorUpdates {

    private FactorUpdates() {}

    static KernelRidgeModel append(KernelRidgeModel model, double[] mapped, double[] target) {
        int n = model.inputs().size();
        int t = model.targetWidth();
        double[] means = model.targetMeans();
        double[] y = Arrays.copyOf(centredTargets(model), (n + 1) * t);
        for (int j = 0; j < t; j++) {
            y[n * t + j] = target[j] - means[j];
        }
        return refitted(model, model.requireFactor().append(mapped, model.ridge()), y);
    }

    static KernelRidgeModel drop(KernelRidgeModel model, int index) {
        KernelFactor smaller = model.requireFactor().drop(index);
        int n = model.inputs().size();
        int t = model.targetWidth();
        double[] y = centredTargets(model);
        System.arraycopy(y, (index + 1) * t, y, index * t, (n - index - 1) * t);
        return refitted(model, smaller, Arrays.copyOf(y, (n - 1) * t));
    }

    /** C alpha: what the coefficients were solved for. */
    private static double[] centredTargets(KernelRidgeModel model) {
        int t = model.targetWidth();
        double[] y = new double[model.inputs().size() * t];
        double[] alpha = model.dualCoefficients().toRowMajor();
        for (int j = 0; j < t; j++) {
            Vectors.setColumns(y, t, new int[] {j}, model.requireFactor().times(Vectors.column(alpha, t, j)));
        }
        return y;
    }

    private static KernelRidgeModel refitted(KernelRidgeModel model, KernelFactor updated, double[] y) {
        long start = System.nanoTime();
        int n = updated.size();
        int t = model.targetWidth();
        Points alpha = updated.solve(Points.ofRows("targets", n, t, y));
        KernelSystem system = new KernelSystem(model.kernel(), 0, updated.inputs(), updated.diagonal());
        double residual = Vectors.worstRelative(system.residuals(alpha.toRowMajor(), y, t), y);
        SolveReport solved = new SolveReport(
                "Cholesky, updated",
                SolveReport.Status.CONVERGED,
                0,
                residual,
                8L * n * n,
                1e-9 * (System.nanoTime() - start),
                OptionalLong.empty());
        return model.withFactor(updated, alpha, solved);
    }
}
