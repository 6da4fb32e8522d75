package org.icl4j.core.internal.fused;

import org.icl4j.core.math.VectorMath;

/** {@link VectorMath#interleavedGemm} in plain Java, with the chains of {@link FusedGemm}. */
final class FusedInterleaved {

    private static final int ALL = VectorMath.INTERLEAVED;

    private FusedInterleaved() {}

    static void multiply(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            double alpha,
            double[] a,
            int offsetA,
            int ldA,
            double[] b,
            int offsetB,
            int ldB,
            double beta,
            double[] c,
            int offsetC,
            int ldC) {
        int rowStep = ALL * (transposeA ? 1 : ldA);
        int termA = ALL * (transposeA ? ldA : 1);
        int columnStep = ALL * (transposeB ? ldB : 1);
        int termB = ALL * (transposeB ? 1 : ldB);
        FusedScratch scratch = FusedScratch.get();
        int p = 0;
        do {
            int terms = Math.min(FusedScratch.ROWS, k - p);
            double factor = p == 0 ? beta : 1;
            for (int i = 0; i < m; i++) {
                for (int j = 0; j < n; j++) {
                    int fromA = offsetA + i * rowStep + p * termA;
                    int fromB = offsetB + j * columnStep + p * termB;
                    for (int lane = 0; lane < ALL; lane += 4) {
                        chains(terms, a, fromA + lane, termA, b, fromB + lane, termB, scratch.sums, lane);
                    }
                    FusedGemm.update(alpha, scratch.sums, 0, factor, c, offsetC + ALL * (i * ldC + j), ALL);
                }
            }
            p += FusedScratch.ROWS;
        } while (p < k);
    }

    private static void chains(
            int k, double[] a, int fromA, int termA, double[] b, int fromB, int termB, double[] sums, int lane) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int p = fromA;
        int q = fromB;
        for (int t = 0; t < k; t++) {
            s0 = Math.fma(a[p], b[q], s0);
            s1 = Math.fma(a[p + 1], b[q + 1], s1);
            s2 = Math.fma(a[p + 2], b[q + 2], s2);
            s3 = Math.fma(a[p + 3], b[q + 3], s3);
            p += termA;
            q += termB;
        }
        sums[lane] = s0;
        sums[lane + 1] = s1;
        sums[lane + 2] = s2;
        sums[lane + 3] = s3;
    }
}
