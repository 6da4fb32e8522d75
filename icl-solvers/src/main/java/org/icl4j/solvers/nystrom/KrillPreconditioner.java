package org.icl4j.solvers.nystrom;

import org.icl4j.core.Memory;
import org.icl4j.core.Require;
import org.icl4j.core.linalg.Blas;
import org.icl4j.core.linalg.Blas.Side;
import org.icl4j.core.linalg.Blas.Transpose;
import org.icl4j.core.linalg.Blas.Triangle;
import org.icl4j.core.linalg.NativeMatrix;
import org.icl4j.core.math.Parallel;
import org.icl4j.solvers.internal.tables.ColumnMajor;
import org.icl4j.solvers.iterate.PreparedPreconditioner;
import org.nd4j.linalg.api.buffer.DataType;

/** ((S F)'(S F) + r I)^-1 with S a sparse sign embedding of 2 m rows. */
record KrillPreconditioner(long seed) implements CentrePreconditioner {

    @Override
    public PreparedPreconditioner prepare(CentreProblem problem) {
        int m = Require.notNull("problem", problem).size();
        Memory.require("the sketch of " + m + " centres", bytes(m), "use fewer centres, or FALKON");
        int s = 2 * m;
        double heap = 8.0 * s * m * (1 + 2 * Parallel.threads());
        SketchedRows rows = Memory.onHeap(
                "the sketch of " + m + " centres",
                heap,
                "use fewer centres, or CentrePreconditioner.falkon()",
                () -> problem.pass(new SketchedRows(problem.kernel(), problem.centres(), s, seed)));
        NativeMatrix p = NativeMatrix.reserve(DataType.DOUBLE, m, m);
        try (NativeMatrix sketch = ColumnMajor.matrix(s, m, rows.sum())) {
            Blas.get().trsm(Side.RIGHT, Triangle.LOWER, Transpose.YES, 1, problem.factorOfCentres(), sketch);
            Blas.get().syrk(Triangle.LOWER, Transpose.YES, 1, sketch, 0, p);
        } catch (RuntimeException | Error e) {
            p.close();
            throw e;
        }
        return FactoredInverse.of(p, problem.ridge());
    }

    /** The matrix, the sketch, and one more on the heap for each piece that is summed at once. */
    @Override
    public double bytes(int m) {
        return 8.0 * Require.positive("m", m) * m * (3 + 2 + 4 * Parallel.threads());
    }

    @Override
    public String description() {
        return "KRILL";
    }
}
