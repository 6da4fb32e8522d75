package org.icl4j.solvers.nystrom;

import java.util.concurrent.CancellationException;
import org.icl4j.core.Memory;
import org.icl4j.core.Points;
import org.icl4j.core.Progress;
import org.icl4j.core.Require;
import org.icl4j.core.linalg.Blas;
import org.icl4j.core.linalg.Blas.Side;
import org.icl4j.core.linalg.Blas.Transpose;
import org.icl4j.core.linalg.Blas.Triangle;
import org.icl4j.core.linalg.LinearOperator;
import org.icl4j.core.linalg.NativeMatrix;
import org.icl4j.core.linalg.NotPositiveDefiniteException;
import org.icl4j.kernels.Gram;
import org.icl4j.kernels.Kernel;
import org.icl4j.solvers.internal.tables.ColumnMajor;
import org.icl4j.solvers.stream.RowSource;
import org.icl4j.solvers.stream.RowSums;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * The equations of kernel ridge regression on the functions of m centres C, in coordinates in which they are well-conditioned. With
 * K_CC + j I = L L', a = L^-T u and F = K_nC L^-T
 *
 * <pre>(K_nC'K_nC + r (K_CC + j I)) a = K_nC'Y     is     (F'F + r I) u = L^-1 K_nC'Y.</pre>
 *
 * K_nC is never held: {@link #operator} makes each of its rows once an application, which is one pass over the source. The jitter j is 10 m
 * eps max k(c, c), the rounding of K_CC, or ten times that as often as Cholesky asks for.
 *
 * <pre>{@code
 * try (CentreProblem problem = CentreProblem.of(kernel, source, centres, 0.1);
 *         PreparedPreconditioner m = CentrePreconditioner.krill(0).prepare(problem)) {
 *     double[] u = ConjugateGradient.withDefaults().withPreconditioner(m.operator())
 *             .solve(problem.operator(), problem.rightHandSide(new double[t])).x();
 *     double[] a = problem.coefficients(u, t);
 * }
 * }</pre>
 *
 * <p>Memory: 8 m^2 bytes beside one block of rows. Cost: m^3 / 3 flops at the beginning; an application for t columns n m kernel values and
 * 4 n m t flops.
 */
public final class CentreProblem implements AutoCloseable {

    /** Tries at a jitter, each ten times the one before. */
    private static final int TRIES = 6;

    private final Kernel kernel;
    private final RowSource source;
    private final Points centres;
    private final double ridge;
    private final Progress progress;
    /** Whether {@link #normal} takes the mean row off, for an intercept. */
    private final boolean centred;

    private final int m;
    private final int t;
    private final NativeMatrix l;
    private double jitter;
    private double rounding;
    private @Nullable CentreSums sums;

    CentreProblem(Kernel kernel, RowSource source, Points centres, double ridge, boolean centred, Progress progress) {
        Require.width("source", centres, source.inputWidth(), "the centres are rows of it");
        this.kernel = kernel;
        this.source = source;
        this.centres = centres;
        this.ridge = ridge;
        this.progress = progress;
        this.centred = centred;
        this.m = centres.size();
        this.t = source.targetWidth();
        Memory.require("the matrix of " + m + " centres", 8.0 * m * m, "use fewer centres, or RandomFeatureRidge");
        this.l = NativeMatrix.reserve(DataType.DOUBLE, m, m);
        try {
            factor();
        } catch (RuntimeException | Error e) {
            l.close();
            throw e;
        }
    }

    /**
     * The problem of a source's rows.
     *
     * @param kernel k, positive semidefinite
     * @param source the rows, read once an application
     * @param centres C, shape [m, d]
     * @param ridge r, positive; as it is, not multiplied by n
     * @return the problem, to be closed
     * @throws IllegalArgumentException if the ridge is not positive, the widths differ, or an m x m matrix does not fit into memory
     * @throws NotPositiveDefiniteException if the kernel is not positive semidefinite on the centres
     */
    public static CentreProblem of(Kernel kernel, RowSource source, Points centres, double ridge) {
        Require.notNull("kernel", kernel);
        Require.notNull("source", source);
        Require.notNull("centres", centres);
        return new CentreProblem(kernel, source, centres, Require.positive("ridge", ridge), false, Progress.NONE);
    }

    /** K_CC + j I = L L', j as small as rounding lets it be; the upper triangle of L is 0. */
    private void factor() {
        double[] diagonal = new double[m];
        kernel.diagonal(centres, 0, m, diagonal, 0);
        double greatest = 0;
        for (double v : diagonal) {
            greatest = Math.max(greatest, v);
        }
        jitter = 10 * m * Math.ulp(1.0) * greatest;
        for (int attempt = 1; ; attempt++) {
            try {
                Gram.lowerInto(kernel, centres, jitter, l);
                Blas.get().potrf(Triangle.LOWER, l);
                break;
            } catch (NotPositiveDefiniteException e) {
                if (attempt == TRIES) {
                    throw new NotPositiveDefiniteException(
                            e.pivot(),
                            e.value(),
                            "kernel: is not positive semidefinite on the centres: with " + jitter
                                    + " added to the diagonal, pivot " + e.pivot() + " is " + e.value()
                                    + "; use IterativeKernelRidge with Minres, or a kernel that is");
                }
                jitter *= 10;
            }
        }
        double[] zeros = new double[m];
        for (int j = 1; j < m; j++) {
            l.doubles((long) j * m, j).put(zeros, 0, j);
        }
    }

    /**
     * The number of unknowns.
     *
     * @return m
     */
    public int size() {
        return m;
    }

    /**
     * The number of targets.
     *
     * @return t
     */
    public int targetWidth() {
        return t;
    }

    /**
     * The kernel.
     *
     * @return k
     */
    public Kernel kernel() {
        return kernel;
    }

    /**
     * The centres.
     *
     * @return C, shape [m, d]
     */
    public Points centres() {
        return centres;
    }

    /**
     * The ridge.
     *
     * @return r
     */
    public double ridge() {
        return ridge;
    }

    /**
     * What is added to the diagonal of K_CC.
     *
     * @return j
     */
    public double jitter() {
        return jitter;
    }

    /**
     * The number of rows; the first call reads them all unless a preconditioner has.
     *
     * @return n
     */
    public long rows() {
        return sums().count();
    }

    /** The number of rows: as the source says, else by reading them. */
    long expectedRows() {
        return sums == null && source.size().isPresent() ? source.size().getAsLong() : rows();
    }

    /**
     * The mean of each target over all rows.
     *
     * @return length t
     */
    public double[] targetMeans() {
        CentreSums all = sums();
        double[] means = new double[t];
        for (int j = 0; j < t; j++) {
            means[j] = all.targetSums()[j] / all.count();
        }
        return means;
    }

    /**
     * The right-hand side L^-1 K_nC'(Y - 1 mu').
     *
     * @param means mu, length t, taken off the targets; zeros for the targets as they are
     * @return a new array, row-major [m, t]
     * @throws IllegalArgumentException if the length is not t
     */
    public double[] rightHandSide(double[] means) {
        Require.length("means", Require.finite("means", means), t, "one for each target");
        double[] products = sums().products();
        double[] values = new double[m * t];
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < t; j++) {
                values[i * t + j] = products[i * (t + 1) + j] - means[j] * products[i * (t + 1) + t];
            }
        }
        return solve(Transpose.NO, values, t);
    }

    /**
     * The matrix F'F + r I.
     *
     * @return an operator of size m, one pass over the rows an application; for one thread at a time
     */
    public LinearOperator operator() {
        return new LinearOperator() {
            @Override
            public int size() {
                return m;
            }

            @Override
            public void apply(double[] x, double[] result) {
                apply(x, 1, result);
            }

            @Override
            public void apply(double[] x, int columns, double[] result) {
                double[] u = solve(Transpose.YES, x, columns);
                double[] product = solve(
                        Transpose.NO,
                        pass(new CentreProducts(kernel, centres, u, columns)).sum(),
                        columns);
                for (int i = 0; i < product.length; i++) {
                    result[i] = product[i] + ridge * x[i];
                }
            }
        };
    }

    /** The mean of the rows of F, L^-1 K_nC'1 / n. */
    double[] meanRow() {
        double[] products = sums().products();
        double[] mean = new double[m];
        for (int i = 0; i < m; i++) {
            mean[i] = products[i * (t + 1) + t] / sums().count();
        }
        return solve(Transpose.NO, mean, 1);
    }

    /**
     * The coefficients a = L^-T u of the kernel functions of the centres.
     *
     * @param unknowns u, row-major [m, columns]
     * @param columns how many
     * @return a new array, row-major [m, columns]
     * @throws IllegalArgumentException if the length is not m times the columns
     */
    public double[] coefficients(double[] unknowns, int columns) {
        Require.positive("columns", columns);
        Require.length(
                "unknowns",
                Require.finite("unknowns", unknowns),
                Math.multiplyExact(m, columns),
                m + " rows of " + columns);
        return solve(Transpose.YES, unknowns, columns);
    }

    /** L^-1 V or L^-T V, row-major [m, t]. */
    private double[] solve(Transpose transpose, double[] v, int columns) {
        try (NativeMatrix b = ColumnMajor.matrix(m, columns, v)) {
            Blas.get().trsm(Side.LEFT, Triangle.LOWER, transpose, 1, l, b);
            return ColumnMajor.toRowMajor(b);
        }
    }

    /** L, lower; its upper triangle is 0. */
    NativeMatrix factorOfCentres() {
        return l;
    }

    /** The norm of the rounding of {@link #normal}, about. */
    double roundingOfNormal() {
        return rounding;
    }

    /** The lower triangle of K_nC'K_nC, or of F'F where whitened, in one pass; to be closed by the caller. */
    NativeMatrix normal(boolean whitened) {
        CentreGram gram = new CentreGram(this, whitened ? l : null, progress);
        NativeMatrix matrix = gram.over(source, centred);
        sums = gram.sums();
        rounding = gram.rounding();
        return matrix;
    }

    /** The sum of a user's own or of this package over all rows. */
    <S extends RowSums<S>> S pass(S zero) {
        @Nullable S total = RowSums.over(source, zero, progress);
        if (total == null) {
            throw stopped();
        }
        return total;
    }

    static CancellationException stopped() {
        return new CancellationException("the pass over the rows was stopped");
    }

    private CentreSums sums() {
        CentreSums known = sums;
        if (known == null) {
            CentreProducts read = pass(new CentreProducts(kernel, centres, null, t + 1));
            known = new CentreSums(read.sum(), read.targetSums(), read.count());
            sums = known;
        }
        return known;
    }

    /** Gives the memory back. Closing again does nothing. */
    @Override
    public void close() {
        l.close();
    }

    @Override
    public String toString() {
        return "CentreProblem[" + kernel + ", m=" + m + ", ridge=" + ridge + "]";
    }
}
