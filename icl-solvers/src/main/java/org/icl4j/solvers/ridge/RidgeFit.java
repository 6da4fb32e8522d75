package org.icl4j.solvers.ridge;

import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import org.icl4j.core.Context;
import org.icl4j.core.Memory;
import org.icl4j.core.Points;
import org.icl4j.core.Progress;
import org.icl4j.core.Require;
import org.icl4j.kernels.Kernel;
import org.icl4j.solvers.Precision;
import org.icl4j.solvers.Scaling;
import org.icl4j.solvers.SolveReport;
import org.icl4j.solvers.internal.exact.Asymmetry;
import org.icl4j.solvers.internal.exact.EigenSolve;
import org.icl4j.solvers.internal.exact.ExactSolve;
import org.icl4j.solvers.internal.exact.KernelSystem;
import org.icl4j.solvers.internal.tables.Vectors;
import org.jspecify.annotations.Nullable;

/** One fit of {@link KernelRidge}. */
final class RidgeFit implements KernelSystem.Stages {

    /** With more different ridges than these one eigendecomposition takes the place of as many Cholesky factorisations. */
    static final int FACTORISATIONS = 8;

    private static final String STAGE = "fit";
    private static final int STAGES = 4;

    /**
     * A relative residual that is told: the bound n eps |K| / r of Cholesky's (Higham, theorem 10.4, with |alpha| &lt;= |y| / r) is at
     * most this for a ridge of a million times the rounding of the matrix.
     */
    private static final double RESIDUAL = 0x1p-20;

    private final RidgeOptions options;
    private final Points targets;
    private final @Nullable Scaling scaling;
    private final Points x;
    private final int n;
    private final int t;
    /** Rows that count, in order. */
    private final int[] kept;

    private final long start = System.nanoTime();

    RidgeFit(RidgeOptions options, Context context) {
        this.options = options;
        this.targets = context.targets();
        this.n = context.size();
        this.t = targets.width();
        if (options.ridges().length != 1) {
            Require.length("ridges", options.ridges(), t, "one for all targets or one for each");
        }
        if (options.noise() != null) {
            Require.length("noise", options.noise(), n, "one per row of the context");
        }
        this.kept = kept(options, n);
        Points inputs = context.inputs();
        this.scaling = options.standardised() ? Scaling.standardising(inputs) : null;
        this.x = scaling == null ? inputs : scaling.apply(inputs);
    }

    private boolean exact() {
        return options.solver() == null || options.solver() instanceof CholeskySolver;
    }

    private static int[] kept(RidgeOptions options, int n) {
        double[] weights = options.weights();
        if (weights == null) {
            return upTo(n);
        }
        Require.length("weights", weights, n, "one per row of the context");
        double greatest = Arrays.stream(options.ridges()).max().orElse(0);
        // Of so small a weight the ridge over it overflows: the row does not count either.
        return IntStream.range(0, n)
                .filter(i -> weights[i] > 0 && greatest / weights[i] < Double.POSITIVE_INFINITY)
                .toArray();
    }

    private static int[] upTo(int n) {
        int[] numbers = new int[n];
        for (int i = 0; i < n; i++) {
            numbers[i] = i;
        }
        return numbers;
    }

    KernelRidgeModel run() {
        Points rows = kept.length == n ? x : x.select(kept);
        double[] y = (kept.length == n ? targets : targets.select(kept)).toRowMajor(); // [m, t]
        double[] means = options.centredTargets() ? means(y) : new double[t];
        Vectors.centre(y, means);
        double[] distinct = options.ridges().length == 1
                ? options.ridges()
                : Arrays.stream(options.ridges()).distinct().toArray();
        Asymmetry.refuse(options.kernel(), distinct[0], rows);
        KernelSolver.Solution solved =
                distinct.length > FACTORISATIONS && exact() ? byEigenvectors(rows, y) : byGroups(rows, y, distinct);
        Kernel kernel = options.kernel();
        Points support = x;
        double[] alpha = spread(solved.coefficients());
        if (options.solver() instanceof FeatureSolver solver) {
            kernel = solver.kernel();
        } else if (options.solver() instanceof CentreSolver solver) {
            int[] centres = solver.chosen(kernel, rows, Progress.NONE);
            support = rows.select(centres);
            alpha = Points.ofRows("dualCoefficients", rows.size(), t, solved.coefficients())
                    .select(centres)
                    .toRowMajor();
        }
        Points coefficients = Points.ofRows("dualCoefficients", support.size(), t, alpha);
        KernelRidgeModel model =
                new KernelRidgeModel(kernel, options.ridges(), support, coefficients, means, scaling, solved.report());
        return options.factor() ? model.withFactor(factor()) : model;
    }

    private KernelFactor factor() {
        if (options.solver() instanceof FeatureSolver || options.solver() instanceof CentreSolver) {
            throw Require.error("solver", "solves another problem than a factor is of; use cholesky, pcg or auto");
        }
        if (options.ridges().length > 1) {
            throw Require.error("ridges", "a factor is kept of one ridge only, got " + options.ridges().length);
        }
        return KernelFactor.of(options.kernel(), x, diagonal(options.ridges()[0], upTo(n)));
    }

    /** The diagonal of D: r / w_i + v_i; infinity for rows that do not count. */
    private double[] diagonal(double ridge, int[] rows) {
        double[] weights = options.weights();
        double[] noise = options.noise();
        double[] d = new double[rows.length];
        for (int i = 0; i < d.length; i++) {
            d[i] = (weights == null ? ridge : ridge / weights[rows[i]]) + (noise == null ? 0 : noise[rows[i]]);
        }
        return d;
    }

    private double[] means(double[] y) {
        double[] weights = options.weights();
        if (weights == null) {
            return Vectors.columnMeans(y, t);
        }
        double total = Arrays.stream(kept).mapToDouble(i -> weights[i]).sum();
        double[] means = new double[t];
        for (int i = 0; i < kept.length; i++) {
            for (int j = 0; j < t; j++) {
                means[j] += weights[kept[i]] / total * y[i * t + j];
            }
        }
        return means;
    }

    /** Targets with the same ridge are solved together. */
    private KernelSolver.Solution byGroups(Points rows, double[] y, double[] distinct) {
        if (distinct.length == 1) {
            return solve(rows, distinct[0], y, upTo(t));
        }
        double[] alpha = new double[y.length];
        SolveReport whole = null;
        for (double ridge : distinct) {
            int[] columns = IntStream.range(0, t)
                    .filter(j -> options.ridges()[j] == ridge)
                    .toArray();
            KernelSolver.Solution part = solve(rows, ridge, Vectors.columns(y, t, columns), columns);
            Vectors.setColumns(alpha, t, columns, part.coefficients());
            whole = whole == null ? part.report() : worse(whole, part.report());
        }
        SolveReport worst = Require.notNull("report", whole);
        String method = worst.method() + ", for " + distinct.length + " ridges";
        return new KernelSolver.Solution(alpha, report(method, worst.status(), worst));
    }

    private SolveReport report(String method, SolveReport.Status status, SolveReport of) {
        return new SolveReport(
                method, status, of.iterations(), of.relativeResidual(), of.bytes(), seconds(), of.seed());
    }

    private static SolveReport worse(SolveReport a, SolveReport b) {
        SolveReport worst = a.relativeResidual() >= b.relativeResidual() ? a : b;
        return new SolveReport(
                worst.method(),
                a.status().compareTo(b.status()) > 0 ? a.status() : b.status(),
                Math.max(a.iterations(), b.iterations()),
                worst.relativeResidual(),
                Math.max(a.bytes(), b.bytes()),
                a.seconds() + b.seconds(),
                worst.seed());
    }

    private KernelSolver.Solution solve(Points rows, double ridge, double[] y, int[] which) {
        int columns = which.length;
        KernelSolver solver = options.solver();
        if (solver instanceof AutoSolver) {
            AutoSolver.Plan plan = AutoSolver.plan(options.kernel(), rows.size(), columns);
            return AutoSolver.explained(solve(plan.solver(), rows, ridge, y, which), plan);
        }
        return solve(solver, rows, ridge, y, which);
    }

    private KernelSolver.Solution solve(
            @Nullable KernelSolver solver, Points rows, double ridge, double[] y, int[] which) {
        int columns = which.length;
        if (solver != null && !(solver instanceof CholeskySolver)) {
            return solver.solve(options.kernel(), rows, diagonal(ridge, kept), y, columns, options.progress());
        }
        boolean even = options.weights() == null && options.noise() == null;
        KernelSystem system = even
                ? new KernelSystem(options.kernel(), ridge, rows)
                : new KernelSystem(options.kernel(), 0, rows, diagonal(ridge, kept));
        Precision precision = even ? options.precision() : Precision.DOUBLE;
        int m = rows.size();
        Memory.require(
                "the " + m + " x " + m + " kernel matrix",
                ExactSolve.bytes(precision, m, columns),
                "fit on fewer rows, or use IterativeKernelRidge, which never forms it");
        ExactSolve solved = ExactSolve.of(system, precision, y, columns, this);
        requireFinite(solved.x(), which);
        double residual = solved.residual();
        stage(STAGES, residual);
        return new KernelSolver.Solution(solved.x(), finished(solved, residual, system));
    }

    private SolveReport finished(ExactSolve solved, double residual, KernelSystem system) {
        String method = solved.method();
        boolean lost = !(residual <= RESIDUAL);
        if (lost) {
            double least = Arrays.stream(system.noise() == null ? new double[1] : system.noise())
                            .min()
                            .orElse(0)
                    + system.ridge();
            method += String.format(
                    Locale.ROOT,
                    "; digits are lost: the ridge is %.3g, too near the rounding of the matrix, n eps |K| = %.3g; scale the inputs or"
                            + " use a ridge a million times that",
                    least,
                    n * Vectors.EPS * system.norm());
        }
        return new SolveReport(
                method,
                lost ? SolveReport.Status.STAGNATED : SolveReport.Status.CONVERGED,
                solved.steps(),
                residual,
                (long) solved.bytes(),
                seconds(),
                OptionalLong.empty());
    }

    /** With S = diag(sqrt(w)): A = S (S (K + V) S + r_j I)^-1 S Y. */
    private KernelSolver.Solution byEigenvectors(Points rows, double[] y) {
        double[] weights = options.weights();
        double[] roots = new double[rows.size()];
        for (int i = 0; i < roots.length; i++) {
            roots[i] = weights == null ? 1 : Math.sqrt(weights[kept[i]]);
        }
        stage(0, Double.NaN);
        double[] noise = options.noise() == null ? null : diagonal(0, kept);
        EigenSolve eigen = EigenSolve.of(options.kernel(), rows, roots, noise);
        stage(2, Double.NaN);
        double[] alpha = eigen.solve(y, options.ridges());
        requireFinite(alpha, upTo(t));
        stage(3, Double.NaN);
        double residual = 0;
        for (int j = 0; j < t; j++) {
            double[] d = diagonal(options.ridges()[j], kept);
            KernelSystem system = new KernelSystem(options.kernel(), 0, rows, d);
            double[] b = Vectors.column(y, t, j);
            residual =
                    Math.max(residual, Vectors.worstRelative(system.residuals(Vectors.column(alpha, t, j), b, 1), b));
        }
        stage(STAGES, residual);
        SolveReport report = new SolveReport(
                "eigendecomposition, for " + t + " ridges",
                residual <= RESIDUAL ? SolveReport.Status.CONVERGED : SolveReport.Status.STAGNATED,
                0,
                residual,
                (long) EigenSolve.bytes(rows.size()),
                seconds(),
                OptionalLong.empty());
        return new KernelSolver.Solution(alpha, report);
    }

    /** Rows that do not count have coefficient 0. */
    private double[] spread(double[] coefficients) {
        if (kept.length == n) {
            return coefficients;
        }
        double[] alpha = new double[Math.multiplyExact(n, t)];
        for (int i = 0; i < kept.length; i++) {
            System.arraycopy(coefficients, i * t, alpha, kept[i] * t, t);
        }
        return alpha;
    }

    /** Coefficients of the rows that count and of some targets. */
    private void requireFinite(double[] alpha, int[] which) {
        for (int i = 0; i < alpha.length; i++) {
            if (!Double.isFinite(alpha[i])) {
                int row = kept[i / which.length];
                int target = which[i % which.length];
                throw Require.error(
                        "targets",
                        "are too large: the coefficient of row " + row + ", target " + target + " with the value "
                                + targets.get(row, target) + ", overflows to " + alpha[i]
                                + "; scale them or use a larger ridge");
            }
        }
    }

    private double seconds() {
        return 1e-9 * (System.nanoTime() - start);
    }

    @Override
    public void done(int stage) {
        stage(stage, Double.NaN);
    }

    private void stage(int done, double value) {
        if (!options.progress().update(STAGE, done, STAGES, value)) {
            throw new CancellationException(
                    "kernel ridge regression was stopped after stage " + done + " of " + STAGES);
        }
    }
}
