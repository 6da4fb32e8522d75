package org.icl4j.kernels.tools;

/**
 * How close kernel matrix A is to a multiple of kernel matrix B in the operator norm, min over c of |A - c B|_2. Unlike the
 * alignments of Frobenius it bounds what follows for every right-hand side: |A v - c B v| is at most the distance times |v|.
 *
 * <p>It is not symmetric in A and B. The norm is convex in c, so the lower bound that its tangents give certifies the result.
 *
 * @param scale c, where the distance is least
 * @param distance |A - c B|_2
 * @param relative distance / |A|_2: 0 for proportional matrices, 1 where no multiple of B is closer to A than 0 is
 * @param lowerBound a number that |A - c B|_2 is not below for any c, up to rounding of n eps |A|_2
 * @param evaluations eigendecompositions computed
 */
public record OperatorNormAlignment(
        double scale, double distance, double relative, double lowerBound, int evaluations) {}
