package org.icl4j.solvers.nystrom;

import org.icl4j.core.Require;
import org.icl4j.core.linalg.Blas;
import org.icl4j.core.linalg.Blas.Transpose;
import org.icl4j.core.linalg.Blas.Triangle;
import org.icl4j.core.linalg.NativeMatrix;
import org.icl4j.solvers.iterate.PreparedPreconditioner;
import org.nd4j.linalg.api.buffer.DataType;

/** ((n / m) L'L + r I)^-1. */
record FalkonPreconditioner() implements CentrePreconditioner {

    @Override
    public PreparedPreconditioner prepare(CentreProblem problem) {
        int m = Require.notNull("problem", problem).size();
        double share = (double) problem.rows() / m;
        NativeMatrix p = NativeMatrix.reserve(DataType.DOUBLE, m, m);
        Blas.get().syrk(Triangle.LOWER, Transpose.YES, share, problem.factorOfCentres(), 0, p);
        return FactoredInverse.of(p, problem.ridge());
    }

    @Override
    public double bytes(int m) {
        return 8.0 * Require.positive("m", m) * m;
    }

    @Override
    public String description() {
        return "FALKON";
    }
}
