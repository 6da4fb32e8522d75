package org.icl4j.solvers.nystrom;

import java.util.OptionalDouble;
import org.icl4j.core.Require;
import org.icl4j.core.linalg.Blas;
import org.icl4j.core.linalg.Blas.Transpose;
import org.icl4j.core.linalg.Blas.Triangle;
import org.icl4j.core.linalg.LinearOperator;
import org.icl4j.core.linalg.NativeMatrix;
import org.icl4j.core.linalg.NotPositiveDefiniteException;
import org.icl4j.core.math.VectorMath;
import org.icl4j.solvers.internal.tables.ColumnMajor;
import org.icl4j.solvers.iterate.PreparedPreconditioner;
import org.jspecify.annotations.Nullable;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * {@link CentrePreconditioner#normalEquations}.
 *
 * @param whitened whether F'F is formed at once
 */
record NormalPreconditioner(boolean whitened) implements CentrePreconditioner {

    /** The second part's share where K_CC is about s is s n / (m r), the error of M between large eigenvalues and small ones; beyond this whitened rows take less time than steps. */
    private static final double MOST_SHARE = 1e-3;

    @Override
    public PreparedPreconditioner prepare(CentreProblem problem) {
        Require.notNull("problem", problem);
        if (!whitened) {
            PreparedPreconditioner prepared = plain(problem, MOST_SHARE);
            if (prepared != null) {
                return prepared;
            }
        }
        return FactoredInverse.of(problem.normal(true), problem.ridge());
    }

    /** The one of the page; null where the second part's share is greater, or rounding makes a matrix indefinite. */
    static @Nullable PreparedPreconditioner plain(CentreProblem problem, double mostShare) {
        int m = problem.size();
        double r = problem.ridge();
        NativeMatrix l = problem.factorOfCentres();
        NativeMatrix p = problem.normal(false);
        double s = Math.max(problem.roundingOfNormal() / r, problem.jitter());
        if (s * problem.rows() / (m * r) > mostShare) {
            p.close();
            return null;
        }
        NativeMatrix q = NativeMatrix.reserve(DataType.DOUBLE, m, m);
        try {
            // K_nC'K_nC + r (K_CC + s I), with L L' = K_CC + j I
            Blas.get().syrk(Triangle.LOWER, Transpose.NO, r, l, 1, p);
            FactoredInverse.addToDiagonal(p, r * (s - problem.jitter()));
            Blas.get().potrf(Triangle.LOWER, p);
            Blas.get().syrk(Triangle.LOWER, Transpose.YES, 1, l, 0, q);
            FactoredInverse.addToDiagonal(q, s);
            Blas.get().potrf(Triangle.LOWER, q);
        } catch (NotPositiveDefiniteException e) {
            p.close();
            q.close();
            return null;
        } catch (RuntimeException | Error e) {
            p.close();
            q.close();
            throw e;
        }
        return PreparedPreconditioner.of(new TwoParts(l, p, q, s * s / r), OptionalDouble.empty(), () -> {
            p.close();
            q.close();
        });
    }

    /** The three matrices of it, and the panel of rows. */
    @Override
    public double bytes(int m) {
        return 8.0 * Require.positive("m", m) * m + CentreGram.bytes(m);
    }

    @Override
    public String description() {
        return "normal equations";
    }

    /** x -> L'(P P')^-1 L x + share (Q Q')^-2 x. */
    private record TwoParts(NativeMatrix l, NativeMatrix p, NativeMatrix q, double share) implements LinearOperator {

        @Override
        public int size() {
            return l.rows();
        }

        @Override
        public void apply(double[] x, double[] result) {
            apply(x, 1, result);
        }

        @Override
        public void apply(double[] x, int columns, double[] result) {
            int m = size();
            try (NativeMatrix b = ColumnMajor.matrix(m, columns, x);
                    NativeMatrix c = NativeMatrix.reserve(DataType.DOUBLE, m, columns)) {
                Blas.get().gemm(Transpose.NO, Transpose.NO, 1, l, b, 0, c);
                Blas.get().potrs(Triangle.LOWER, p, c);
                Blas.get().potrs(Triangle.LOWER, q, b);
                Blas.get().potrs(Triangle.LOWER, q, b);
                double[] second = ColumnMajor.toRowMajor(b);
                Blas.get().gemm(Transpose.YES, Transpose.NO, 1, l, c, 0, b);
                double[] first = ColumnMajor.toRowMajor(b);
                System.arraycopy(first, 0, result, 0, first.length);
                VectorMath.get().axpy(share, second, 0, result, 0, second.length);
            }
        }
    }
}
