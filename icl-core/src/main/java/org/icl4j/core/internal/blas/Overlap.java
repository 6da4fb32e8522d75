package org.icl4j.core.internal.blas;

import java.math.BigInteger;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Whether two views of native memory have an element in common. A view's elements are runs {s + j q + i p : i &lt; m}, j &lt; k, with
 * steps p at most q. Most pairs are told apart by the ends of their memory; else runs are compared with those whose ends
 * they meet, so that the parts of one matrix, rows or columns or blocks, are not taken for each other.
 *
 * @param start the address of the first element in memory, in elements
 * @param m elements of a run
 * @param p distance of neighbours in a run
 * @param k runs
 * @param q distance of neighbouring runs
 */
record Overlap(long start, long m, long p, long k, long q) {

    /**
     * Whether two arrays of rank 1 or 2, open and not empty, share an element.
     */
    static boolean of(INDArray a, INDArray b) {
        int width = a.dataType().width();
        // Arrays of two types are parts of two buffers.
        return width == b.dataType().width() && view(a, width).meets(view(b, width));
    }

    private static Overlap view(INDArray array, int width) {
        // The address of a view is that of its own first element.
        long start = array.data().addressPointer().address() / width;
        long[] count = {1, 1};
        long[] step = {0, 0};
        for (int axis = 0; axis < array.rank(); axis++) {
            long stride = array.stride(axis);
            count[axis] = stride == 0 ? 1 : array.size(axis);
            step[axis] = count[axis] == 1 ? 0 : Math.abs(stride);
            start += stride < 0 ? (count[axis] - 1) * stride : 0;
        }
        int inner = count[1] == 1 || (count[0] > 1 && step[0] <= step[1]) ? 0 : 1;
        return new Overlap(start, count[inner], step[inner], count[1 - inner], step[1 - inner]);
    }

    private long run(long j) {
        return start + j * q;
    }

    private long runEnd(long j) {
        return run(j) + (m - 1) * p;
    }

    boolean meets(Overlap other) {
        if (runEnd(k - 1) < other.start || other.runEnd(other.k - 1) < start) {
            return false;
        }
        long first = 0;
        for (long j = 0; j < k; j++) {
            while (first < other.k && other.runEnd(first) < run(j)) {
                first++;
            }
            for (long l = first; l < other.k && other.run(l) <= runEnd(j); l++) {
                if (common(run(j), p, m, other.run(l), other.p, other.m)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether a + i p = b + j r for some i in [0, m) and j in [0, n). */
    static boolean common(long a, long p, long m, long b, long r, long n) {
        if (m == 1 || n == 1) {
            return m == 1 ? contains(b, r, n, a) : contains(a, p, m, b);
        }
        long g = gcd(p, r);
        if ((b - a) % g != 0) {
            return false;
        }
        // i p/g = (b - a)/g modulo r/g; of its solutions the first from which on a + i p is at least b.
        long modulus = r / g;
        long inverse = modulus == 1
                ? 0
                : BigInteger.valueOf(p / g)
                        .modInverse(BigInteger.valueOf(modulus))
                        .longValueExact();
        long i = Math.floorMod(Math.multiplyExact(Math.floorMod((b - a) / g, modulus), inverse), modulus);
        long least = Math.max(0, Math.floorDiv(b - a + p - 1, p));
        i += Math.max(0, Math.floorDiv(least - i + modulus - 1, modulus)) * modulus;
        return i < m && a + i * p <= b + (n - 1) * r;
    }

    private static boolean contains(long start, long step, long count, long element) {
        long distance = element - start;
        return count == 1 ? distance == 0 : distance >= 0 && distance % step == 0 && distance / step < count;
    }

    private static long gcd(long a, long b) {
        return b == 0 ? a : gcd(b, a % b);
    }
}
