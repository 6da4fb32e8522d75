package org.icl4j.solvers.nystrom;

import java.util.Arrays;
import java.util.OptionalLong;
import org.icl4j.core.Memory;
import org.icl4j.core.Points;
import org.icl4j.core.linalg.LinearOperator;
import org.icl4j.core.linalg.NativeMatrix;
import org.icl4j.solvers.SolveReport;
import org.icl4j.solvers.internal.tables.Vectors;
import org.icl4j.solvers.iterate.IterativeMethod;
import org.icl4j.solvers.iterate.PreparedPreconditioner;
import org.icl4j.solvers.stream.RowSource;

/** One fit of {@link NystromRidge}, under the symbols of its page. */
final class NystromSolve {

    /** Half of what whitened rows take, 2 m flops an entry of K_nC, over the 120 of a pass. */
    private static final int CENTRES_PER_STEP = 120;

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
            if (learner.variance()) {
                NativeMatrix f = problem.normal(true);
                try (PreparedPreconditioner prepared = FactoredInverse.of(f, learner.ridge())) {
                    Solved solved = new Solved(directly(learner, problem, prepared), 0);
                    return model(learner, problem, preconditioner.description(), solved, bytes, start)
                            .withVariance(NystromVariance.of(problem.factorOfCentres(), f, m, learner.ridge()));
                }
            }
            CheapestPreconditioner.Plan plan = preconditioner instanceof CheapestPreconditioner
                    ? CheapestPreconditioner.plan(problem)
                    : new CheapestPreconditioner.Plan(preconditioner, preconditioner.description());
            CentrePreconditioner chosen = plan.preconditioner();
            bytes = 8.0 * m * m + chosen.bytes(m);
            if (chosen instanceof NormalPreconditioner) {
                return model(learner, problem, plan.because(), directly(learner, problem), bytes, start);
            }
            try (PreparedPreconditioner prepared = chosen.prepare(problem)) {
                IterativeMethod.Solution solution =
                        new Equations(learner, problem).solve(prepared, new double[m * problem.targetWidth()]);
                return model(learner, problem, plan.because(), new Solved(solution, 0), bytes, start);
            }
        }
    }

    /**
     * A solution.
     *
     * @param solution the last
     * @param before steps on the way to it that its report does not count
     */
    private record Solved(IterativeMethod.Solution solution, long before) {}

    /**
     * With the plain matrix, as long as steps with it take no more than half the time of whitened rows, which tells at what rate they converge
     * better than any bound of rounding; where they do not suffice, with whitened rows.
     */
    private static Solved directly(NystromRidge learner, CentreProblem problem) {
        int most = learner.method().maxIterations();
        int few = Math.min(most, Math.max(1, problem.size() / CENTRES_PER_STEP));
        long taken = 0;
        PreparedPreconditioner plain = NormalPreconditioner.plain(problem, Double.POSITIVE_INFINITY);
        if (plain != null) {
            try (plain) {
                IterativeMethod.Solution solution =
                        directly(learner.withMethod(learner.method().withMaxIterations(few)), problem, plain);
                SolveReport.Status status = solution.report().status();
                taken = solution.report().iterations();
                if (status == SolveReport.Status.CONVERGED || status == SolveReport.Status.STOPPED || taken == most) {
                    return new Solved(solution, 0);
                }
            }
        }
        int left = Math.toIntExact(most - taken);
        try (PreparedPreconditioner whitened = FactoredInverse.of(problem.normal(true), learner.ridge())) {
            return new Solved(
                    directly(learner.withMethod(learner.method().withMaxIterations(left)), problem, whitened), taken);
        }
    }

    /** From x = M b, the solution but for rounding: the pass that a first step would take tells whether it is good enough. */
    private static IterativeMethod.Solution directly(
            NystromRidge learner, CentreProblem problem, PreparedPreconditioner prepared) {
        Equations equations = new Equations(learner, problem);
        double[] start = new double[equations.b.length];
        prepared.operator().apply(equations.b, problem.targetWidth(), start);
        if (!Double.isFinite(Vectors.norm(start))) {
            Arrays.fill(start, 0);
        }
        return equations.solve(prepared, start);
    }

    /** A u = b, once the sums over the rows are there. */
    private static final class Equations {

        private final NystromRidge learner;
        private final CentreProblem problem;
        final double[] means;
        final double[] row;
        final double[] b;

        Equations(NystromRidge learner, CentreProblem problem) {
            this.learner = learner;
            this.problem = problem;
            boolean intercept = learner.intercept();
            means = intercept || learner.centredTargets() ? problem.targetMeans() : new double[problem.targetWidth()];
            row = intercept ? problem.meanRow() : new double[problem.size()];
            b = problem.rightHandSide(means);
        }

        IterativeMethod.Solution solve(PreparedPreconditioner prepared, double[] start) {
            LinearOperator f = problem.operator();
            return learner.method()
                    .withPreconditioner(prepared.operator())
                    .solve(
                            learner.intercept() ? centred(f, row, (double) problem.rows()) : f,
                            problem.targetWidth(),
                            b,
                            start,
                            learner.progress());
        }
    }

    private static NystromRidgeModel model(
            NystromRidge learner,
            CentreProblem problem,
            String preconditioner,
            Solved solved,
            double bytes,
            long began) {
        int m = problem.size();
        int t = problem.targetWidth();
        Equations equations = new Equations(learner, problem);
        double[] means = equations.means;
        double[] x = solved.solution().x();
        for (int i = 0; i < m * t; i++) {
            means[i % t] -= equations.row[i / t] * x[i];
        }
        SolveReport told = solved.solution().report();
        SolveReport report = new SolveReport(
                "conjugate gradients on " + m + " centres, " + preconditioner + ", jitter " + problem.jitter(),
                told.status(),
                solved.before() + told.iterations(),
                told.relativeResidual(),
                (long) bytes,
                1e-9 * (System.nanoTime() - began),
                OptionalLong.empty());
        return new NystromRidgeModel(
                learner.kernel(),
                learner.ridge(),
                problem.centres(),
                Points.ofRows("coefficients", m, t, problem.coefficients(x, t)),
                means,
                report,
                null);
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
