package org.icl4j.solvers.nystrom;

import java.nio.DoubleBuffer;
import java.util.OptionalDouble;
import org.icl4j.core.linalg.Blas;
import org.icl4j.core.linalg.Blas.Triangle;
import org.icl4j.core.linalg.NativeMatrix;
import org.icl4j.solvers.iterate.PreparedPreconditioner;

/** Matrices of m centres that are shifted, factored and inverted. */
final class FactoredInverse {

    private FactoredInverse() {}

    /** (P + r I)^-1 of the lower triangle of P, which it takes over and overwrites; closed if that fails. */
    static PreparedPreconditioner of(NativeMatrix p, double ridge) {
        int m = p.rows();
        try {
            addToDiagonal(p, ridge);
            Blas.get().potrf(Triangle.LOWER, p);
        } catch (RuntimeException | Error e) {
            p.close();
            throw e;
        }
        double sum = 0;
        for (int j = 0; j < m; j++) {
            sum += 2 * Math.log(p.doubles((long) j * m + j, 1).get(0));
        }
        return PreparedPreconditioner.of(new FactorInverse(p, m), OptionalDouble.of(sum), p::close);
    }

    static void addToDiagonal(NativeMatrix matrix, double value) {
        int m = matrix.rows();
        for (int j = 0; j < m; j++) {
            DoubleBuffer element = matrix.doubles((long) j * m + j, 1);
            element.put(0, element.get(0) + value);
        }
    }

    static double trace(NativeMatrix matrix) {
        int m = matrix.rows();
        double sum = 0;
        for (int j = 0; j < m; j++) {
            sum += matrix.doubles((long) j * m + j, 1).get(0);
        }
        return sum;
    }
}
