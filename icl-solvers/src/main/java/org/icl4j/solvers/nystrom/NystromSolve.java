package org.icl4j.solvers.nystrom;

import java.util.Arrays;
import java.util.OptionalLong;
import org.icl4j.core.Memory;
import org.icl4j.core.Points;
import org.icl4j.core.linalg.LinearOperator;
import org.icl4j.solvers.SolveReport;
import org.icl4j.solvers.internal.tables.Vectors;
import org.icl4j.solvers.iterate.IterativeMethod;
import org.icl4j.solvers.iterate.PreparedPreconditioner;
import org.icl4j.solvers.stream.RowSource;
import org.nd4j.linalg.api.ndarray.INDArray;

/** One fit of {@link NystromRidge}, under the symbols of its page. */
final class NystromSolve {

    private NystromSolve() {}

    static NystromRidgeModel fit(NystromRidge learner, RowSource source, Points centres) {
        int m = centres.size();
        CentrePreconditioner preconditioner =
                learner.variance() ? new NormalPreconditioner(true) : learner.preconditioner();
        double bytes = 8.0 * m * m + preconditioner.bytes(m);
        Memory.require("the matrices of " + m + " centres", bytes, "use fewer centres, or RandomFeatureRidge");
        long start = System.nanoTime();
        try (CentreProblem problem = new CentreProblem(
                learner.kernel(),
                source,
                centres,
                learner.ridge(),
                learner.intercept() && !learner.variance(),
                learner.progress())) {
            if (!learner.variance()) {
                try (PreparedPreconditioner prepared = preconditioner.prepare(problem)) {
                    return model(learner, problem, preconditioner, prepared, (long) bytes, start);
                }
            }
            INDArray f = problem.normal(true);
            try (PreparedPreconditioner prepared = FactoredInverse.of(f, learner.ridge())) {
                return model(learner, problem, preconditioner, prepared, (long) bytes, start)
                        .withVariance(NystromVariance.of(problem.factorOfCentres(), f, m, learner.ridge()));
            }
        }
    }

    private static NystromRidgeModel model(
            NystromRidge learner,
            CentreProblem problem,
            CentrePreconditioner preconditioner,
            PreparedPreconditioner prepared,
            long bytes,
            long began) {
        int m = problem.size();
        int t = problem.targetWidth();
        boolean intercept = learner.intercept();
        double[] means = intercept || learner.centredTargets() ? problem.targetMeans() : new double[t];
        double[] row = intercept ? problem.meanRow() : new double[m];
        double[] b = problem.rightHandSide(means);
        double[] start = new double[m * t];
        if (isDirect(preconditioner, m)) {
            // The solution but for rounding: the pass that a first step would take tells whether it is good enough.
            prepared.operator().apply(b, t, start);
            if (!Double.isFinite(Vectors.norm(start))) {
                Arrays.fill(start, 0);
            }
        }
        IterativeMethod.Solution solution = learner.method()
                .withPreconditioner(prepared.operator())
                .solve(
                        intercept ? centred(problem.operator(), row, (double) problem.rows()) : problem.operator(),
                        t,
                        b,
                        start,
                        learner.progress());
        for (int i = 0; i < m * t; i++) {
            means[i % t] -= row[i / t] * solution.x()[i];
        }
        SolveReport told = solution.report();
        SolveReport report = new SolveReport(
                "conjugate gradients on " + m + " centres, " + preconditioner.description() + ", jitter "
                        + problem.jitter(),
                told.status(),
                told.iterations(),
                told.relativeResidual(),
                bytes,
                1e-9 * (System.nanoTime() - began),
                OptionalLong.empty());
        return new NystromRidgeModel(
                learner.kernel(),
                learner.ridge(),
                problem.centres(),
                Points.ofRows("coefficients", m, t, problem.coefficients(solution.x(), t)),
                means,
                report,
                null);
    }

    private static boolean isDirect(CentrePreconditioner preconditioner, int m) {
        CentrePreconditioner chosen =
                preconditioner instanceof CheapestPreconditioner ? CheapestPreconditioner.of(m) : preconditioner;
        return chosen instanceof NormalPreconditioner;
    }

    /** A - n f f': the rows of F less their mean f. */
    private static LinearOperator centred(LinearOperator a, double[] f, double n) {
        return new LinearOperator() {
            @Override
            public int size() {
                return a.size();
            }

            @Override
            public void apply(double[] x, double[] result) {
                apply(x, 1, result);
            }

            @Override
            public void apply(double[] x, int columns, double[] result) {
                double[] along = new double[columns];
                for (int i = 0; i < x.length; i++) {
                    along[i % columns] += f[i / columns] * x[i];
                }
                a.apply(x, columns, result);
                for (int i = 0; i < result.length; i++) {
                    result[i] -= n * f[i / columns] * along[i % columns];
                }
            }
        };
    }
}
