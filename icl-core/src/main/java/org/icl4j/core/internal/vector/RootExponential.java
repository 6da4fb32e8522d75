package org.icl4j.core.internal.vector;

import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.DoubleVector.fromArray;
import static org.icl4j.core.internal.vector.Lanes.COUNT;
import static org.icl4j.core.internal.vector.Lanes.SPECIES;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;
import org.icl4j.core.internal.fused.FusedExponential;

/**
 * (1 + b q + c q^2) exp(-q) with q = sqrt(scale a), in one pass: the square root is what it costs beside the exponential, whose
 * steps are those of {@link Exponential}. As there, the loop's body is one method.
 */
final class RootExponential {

    private static final ThreadLocal<double[]> TAIL = ThreadLocal.withInitial(() -> new double[COUNT]);

    private RootExponential() {}

    static void map(double scale, double b, double c, double[] a, int offset, int length) {
        int whole = length - length % COUNT;
        vectors(scale, b, c, a, offset, offset + whole);
        if (whole < length) {
            double[] tail = TAIL.get();
            System.arraycopy(a, offset + whole, tail, 0, length - whole);
            vectors(scale, b, c, tail, 0, COUNT);
            System.arraycopy(tail, 0, a, offset + whole, length - whole);
        }
    }

    private static void vectors(double scale, double b, double c, double[] a, int from, int to) {
        DoubleVector log2e = broadcast(SPECIES, -FusedExponential.LOG2_E);
        DoubleVector round = broadcast(SPECIES, FusedExponential.ROUND);
        DoubleVector high = broadcast(SPECIES, -FusedExponential.LN2_HIGH);
        DoubleVector low = broadcast(SPECIES, -FusedExponential.LN2_LOW);
        for (int i = from; i < to; i += COUNT) {
            DoubleVector root = fromArray(SPECIES, a, i)
                    .mul(scale)
                    .lanewise(VectorOperators.SQRT)
                    .min(FusedExponential.LAST_ROOT);
            DoubleVector t = root.fma(log2e, round);
            DoubleVector n = t.sub(round);
            DoubleVector r = n.fma(low, n.fma(high, root.neg()));
            DoubleVector q = r.fma(broadcast(SPECIES, FusedExponential.Q9), broadcast(SPECIES, FusedExponential.Q8));
            q = q.fma(r, broadcast(SPECIES, FusedExponential.Q7));
            q = q.fma(r, broadcast(SPECIES, FusedExponential.Q6));
            q = q.fma(r, broadcast(SPECIES, FusedExponential.Q5));
            q = q.fma(r, broadcast(SPECIES, FusedExponential.Q4));
            q = q.fma(r, broadcast(SPECIES, FusedExponential.Q3));
            q = q.fma(r, broadcast(SPECIES, FusedExponential.Q2));
            q = q.fma(r, broadcast(SPECIES, FusedExponential.Q1));
            q = q.fma(r, broadcast(SPECIES, FusedExponential.Q0));
            DoubleVector p = r.mul(r).fma(q, r).add(1);
            DoubleVector power =
                    t.reinterpretAsLongs().lanewise(VectorOperators.LSHL, 52).reinterpretAsDoubles();
            DoubleVector polynomial =
                    root.fma(root.fma(broadcast(SPECIES, c), broadcast(SPECIES, b)), broadcast(SPECIES, 1));
            p.add(p)
                    .mul(power)
                    .blend(0, root.compare(VectorOperators.GT, -FusedExponential.LEAST))
                    .mul(polynomial)
                    .intoArray(a, i);
        }
    }
}
