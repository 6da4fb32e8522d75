package org.icl4j.core.internal.vector;

import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.DoubleVector.fromArray;
import static org.icl4j.core.internal.fused.FusedExponential.GREATEST;
import static org.icl4j.core.internal.fused.FusedExponential.LEAST;
import static org.icl4j.core.internal.fused.FusedExponential.LN2_HIGH;
import static org.icl4j.core.internal.fused.FusedExponential.LN2_LOW;
import static org.icl4j.core.internal.fused.FusedExponential.LOG2_E;
import static org.icl4j.core.internal.fused.FusedExponential.Q0;
import static org.icl4j.core.internal.fused.FusedExponential.Q1;
import static org.icl4j.core.internal.fused.FusedExponential.Q2;
import static org.icl4j.core.internal.fused.FusedExponential.Q3;
import static org.icl4j.core.internal.fused.FusedExponential.Q4;
import static org.icl4j.core.internal.fused.FusedExponential.Q5;
import static org.icl4j.core.internal.fused.FusedExponential.Q6;
import static org.icl4j.core.internal.fused.FusedExponential.Q7;
import static org.icl4j.core.internal.fused.FusedExponential.Q8;
import static org.icl4j.core.internal.fused.FusedExponential.Q9;
import static org.icl4j.core.internal.fused.FusedExponential.ROUND;
import static org.icl4j.core.internal.vector.Lanes.COUNT;
import static org.icl4j.core.internal.vector.Lanes.SPECIES;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.VectorOperators;
import org.icl4j.core.internal.fused.FusedExponential;

/**
 * The exponential of {@link FusedExponential}, which derives it, on vectors. There is no branch, so that an element's bits are a
 * function of the element alone. The loop's body is not divided into methods: a vector that crosses a call which the compiler
 * does not inline is allocated.
 */
final class Exponential {

    private static final ThreadLocal<double[]> TAIL = ThreadLocal.withInitial(() -> new double[COUNT]);

    private Exponential() {}

    /** a_i = exp(scale a_i + shift), rounded once before the exponential. */
    static void exp(double scale, double shift, double[] a, int offset, int length) {
        int whole = length - length % COUNT;
        vectors(scale, shift, a, offset, offset + whole);
        if (whole < length) {
            double[] tail = TAIL.get();
            System.arraycopy(a, offset + whole, tail, 0, length - whole);
            vectors(scale, shift, tail, 0, COUNT);
            System.arraycopy(tail, 0, a, offset + whole, length - whole);
        }
    }

    private static void vectors(double scale, double shift, double[] a, int from, int to) {
        DoubleVector factor = broadcast(SPECIES, scale);
        DoubleVector term = broadcast(SPECIES, shift);
        DoubleVector log2e = broadcast(SPECIES, LOG2_E);
        DoubleVector round = broadcast(SPECIES, ROUND);
        DoubleVector high = broadcast(SPECIES, -LN2_HIGH);
        DoubleVector low = broadcast(SPECIES, -LN2_LOW);
        for (int i = from; i < to; i += COUNT) {
            DoubleVector x = fromArray(SPECIES, a, i).fma(factor, term);
            DoubleVector t = x.fma(log2e, round);
            DoubleVector n = t.sub(round);
            DoubleVector r = n.fma(low, n.fma(high, x));
            DoubleVector q = r.fma(broadcast(SPECIES, Q9), broadcast(SPECIES, Q8));
            q = q.fma(r, broadcast(SPECIES, Q7));
            q = q.fma(r, broadcast(SPECIES, Q6));
            q = q.fma(r, broadcast(SPECIES, Q5));
            q = q.fma(r, broadcast(SPECIES, Q4));
            q = q.fma(r, broadcast(SPECIES, Q3));
            q = q.fma(r, broadcast(SPECIES, Q2));
            q = q.fma(r, broadcast(SPECIES, Q1));
            q = q.fma(r, broadcast(SPECIES, Q0));
            DoubleVector p = r.mul(r).fma(q, r).add(1);
            DoubleVector power =
                    t.reinterpretAsLongs().lanewise(VectorOperators.LSHL, 52).reinterpretAsDoubles();
            // Not min(x, GREATEST) before: a minimum by Java's rules takes six instructions.
            p.add(p)
                    .mul(power)
                    .blend(0, x.compare(VectorOperators.LT, LEAST))
                    .blend(Double.POSITIVE_INFINITY, x.compare(VectorOperators.GT, GREATEST))
                    .intoArray(a, i);
        }
    }
}
