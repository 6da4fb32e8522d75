package org.icl4j.core.internal.vector;

import static jdk.incubator.vector.DoubleVector.broadcast;
import static jdk.incubator.vector.DoubleVector.fromArray;
import static org.icl4j.core.internal.fused.FusedLogarithm.GREATEST;
import static org.icl4j.core.internal.fused.FusedLogarithm.LN2_HIGH;
import static org.icl4j.core.internal.fused.FusedLogarithm.LN2_LOW;
import static org.icl4j.core.internal.fused.FusedLogarithm.R1;
import static org.icl4j.core.internal.fused.FusedLogarithm.R2;
import static org.icl4j.core.internal.fused.FusedLogarithm.R3;
import static org.icl4j.core.internal.fused.FusedLogarithm.R4;
import static org.icl4j.core.internal.fused.FusedLogarithm.R5;
import static org.icl4j.core.internal.fused.FusedLogarithm.R6;
import static org.icl4j.core.internal.fused.FusedLogarithm.R7;
import static org.icl4j.core.internal.fused.FusedLogarithm.ROOT_HALF;
import static org.icl4j.core.internal.fused.FusedLogarithm.SHIFT;
import static org.icl4j.core.internal.fused.FusedLogarithm.SHIFTED;
import static org.icl4j.core.internal.vector.Lanes.COUNT;
import static org.icl4j.core.internal.vector.Lanes.SPECIES;

import jdk.incubator.vector.DoubleVector;
import jdk.incubator.vector.LongVector;
import jdk.incubator.vector.VectorOperators;
import org.icl4j.core.internal.fused.FusedLogarithm;

/** The logarithm of {@link FusedLogarithm}, which derives it, on vectors: an element's bits depend on the element alone. */
final class Logarithm {

    private static final ThreadLocal<double[]> TAIL = ThreadLocal.withInitial(() -> new double[COUNT]);

    private Logarithm() {}

    /** a_i = log(1 + scale a_i). */
    static void ofOnePlus(double scale, double[] a, int offset, int length) {
        int whole = length - length % COUNT;
        vectors(scale, a, offset, offset + whole);
        if (whole < length) {
            double[] tail = TAIL.get();
            System.arraycopy(a, offset + whole, tail, 0, length - whole);
            vectors(scale, tail, 0, COUNT);
            System.arraycopy(tail, 0, a, offset + whole, length - whole);
        }
    }

    private static void vectors(double scale, double[] a, int from, int to) {
        DoubleVector one = broadcast(SPECIES, 1);
        for (int i = from; i < to; i += COUNT) {
            DoubleVector v = fromArray(SPECIES, a, i).mul(scale).min(GREATEST);
            DoubleVector w = v.add(one);
            DoubleVector lost = v.sub(w.sub(one)).div(w);
            LongVector bits = w.reinterpretAsLongs();
            LongVector exponent = bits.sub(ROOT_HALF).lanewise(VectorOperators.ASHR, 52);
            DoubleVector f = bits.sub(exponent.lanewise(VectorOperators.LSHL, 52))
                    .reinterpretAsDoubles()
                    .sub(one);
            DoubleVector k = exponent.lanewise(VectorOperators.OR, SHIFTED)
                    .reinterpretAsDoubles()
                    .sub(SHIFT);
            DoubleVector s = f.div(f.add(2));
            DoubleVector z = s.mul(s);
            DoubleVector r = z.fma(broadcast(SPECIES, R7), broadcast(SPECIES, R6));
            r = r.fma(z, broadcast(SPECIES, R5));
            r = r.fma(z, broadcast(SPECIES, R4));
            r = r.fma(z, broadcast(SPECIES, R3));
            r = r.fma(z, broadcast(SPECIES, R2));
            r = r.fma(z, broadcast(SPECIES, R1)).mul(z);
            DoubleVector half = f.mul(f).mul(0.5);
            DoubleVector small = k.fma(broadcast(SPECIES, LN2_LOW), lost);
            DoubleVector rest = half.sub(s.fma(half.add(r), small)).sub(f);
            k.fma(broadcast(SPECIES, LN2_HIGH), rest.neg()).intoArray(a, i);
        }
    }
}
