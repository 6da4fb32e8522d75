package org.icl4j.core.internal.vector;

import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.DoubleVector.fromArray;
import static org.icl4j.core.internal.vector.Lanes.COUNT;
import static org.icl4j.core.internal.vector.Lanes.SPECIES;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;

/**
 * (1 + b q + c q^2) exp(-q) with q = sqrt(scale a), in one pass: the square root is what it costs beside the exponential, whose
 * steps are those of {@link Exponential}. As there, a scalar twin does the same operations, and the loop's body is one method.
 */
final class RootExponential {

    /** From here on exp(-q) is flushed to 0; an infinite q would make it infinity times 0. */
    private static final double LAST = 750;

    private static final ThreadLocal<double[]> TAIL = ThreadLocal.withInitial(() -> new double[COUNT]);

    private RootExponential() {}

    static void map(double scale, double b, double c, double[] a, int offset, int length) {
        if (Cold.still(length)) {
            for (int i = offset; i < offset + length; i++) {
                a[i] = scalar(scale, b, c, a[i]);
            }
            return;
        }
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
        DoubleVector log2e = broadcast(SPECIES, -Exponential.LOG2_E);
        DoubleVector round = broadcast(SPECIES, Exponential.ROUND);
        DoubleVector high = broadcast(SPECIES, -Exponential.LN2_HIGH);
        DoubleVector low = broadcast(SPECIES, -Exponential.LN2_LOW);
        for (int i = from; i < to; i += COUNT) {
            DoubleVector root = fromArray(SPECIES, a, i)
                    .mul(scale)
                    .lanewise(VectorOperators.SQRT)
                    .min(LAST);
            DoubleVector t = root.fma(log2e, round);
            DoubleVector n = t.sub(round);
            DoubleVector r = n.fma(low, n.fma(high, root.neg()));
            DoubleVector q = r.fma(broadcast(SPECIES, Exponential.Q9), broadcast(SPECIES, Exponential.Q8));
            q = q.fma(r, broadcast(SPECIES, Exponential.Q7));
            q = q.fma(r, broadcast(SPECIES, Exponential.Q6));
            q = q.fma(r, broadcast(SPECIES, Exponential.Q5));
            q = q.fma(r, broadcast(SPECIES, Exponential.Q4));
            q = q.fma(r, broadcast(SPECIES, Exponential.Q3));
            q = q.fma(r, broadcast(SPECIES, Exponential.Q2));
            q = q.fma(r, broadcast(SPECIES, Exponential.Q1));
            q = q.fma(r, broadcast(SPECIES, Exponential.Q0));
            DoubleVector p = r.mul(r).fma(q, r).add(1);
            DoubleVector power =
                    t.reinterpretAsLongs().lanewise(VectorOperators.LSHL, 52).reinterpretAsDoubles();
            DoubleVector polynomial =
                    root.fma(root.fma(broadcast(SPECIES, c), broadcast(SPECIES, b)), broadcast(SPECIES, 1));
            p.add(p)
                    .mul(power)
                    .blend(0, root.compare(VectorOperators.GT, -Exponential.LEAST))
                    .mul(polynomial)
                    .intoArray(a, i);
        }
    }

    private static double scalar(double scale, double b, double c, double value) {
        double root = Math.min(Math.sqrt(value * scale), LAST);
        double t = Math.fma(root, -Exponential.LOG2_E, Exponential.ROUND);
        double n = t - Exponential.ROUND;
        double r = Math.fma(n, -Exponential.LN2_LOW, Math.fma(n, -Exponential.LN2_HIGH, -root));
        double q = Math.fma(r, Exponential.Q9, Exponential.Q8);
        q = Math.fma(q, r, Exponential.Q7);
        q = Math.fma(q, r, Exponential.Q6);
        q = Math.fma(q, r, Exponential.Q5);
        q = Math.fma(q, r, Exponential.Q4);
        q = Math.fma(q, r, Exponential.Q3);
        q = Math.fma(q, r, Exponential.Q2);
        q = Math.fma(q, r, Exponential.Q1);
        q = Math.fma(q, r, Exponential.Q0);
        double p = Math.fma(r * r, q, r) + 1;
        double power = Double.longBitsToDouble(Double.doubleToRawLongBits(t) << 52);
        double exponential = root > -Exponential.LEAST ? 0 : (p + p) * power;
        return exponential * Math.fma(root, Math.fma(root, c, b), 1);
    }
}
