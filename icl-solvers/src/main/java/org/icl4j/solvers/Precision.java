package org.icl4j.solvers;

/**
 * In which arithmetic K + r I is factored. The solution is accurate to float64 in each case, with a normwise backward
 * error |y - (K + r I) alpha| / (|K + r I| |alpha|) of about 1e-16.
 */
public enum Precision {
    /**
     * {@link #MIXED} where it is likely to be faster, {@link #DOUBLE} elsewhere. It is taken for n at least 3000, at most
     * n / 200 targets, a kernel declared positive (semi)definite, and a ridge of at least 2^-24 times the greatest row sum of
     * |K|, estimated from 32 rows: rounding K to float32 then moves its eigenvalues by less than the ridge. Of those systems, ones with
     * n at least 10 000 and at most n / 1000 targets are first looked at for a low rank: where some 12.5 sqrt(n) columns leave
     * little of K beside the ridge, conjugate gradients with a float32 factor of these columns as preconditioner solve the float64 system
     * to the same backward error, without a factorisation.
     */
    AUTO,
    /** Cholesky in float64. */
    DOUBLE,
    /**
     * Cholesky in float32, then at most 16 steps of conjugate gradients in float64 with that factor as preconditioner.
     * Where float32 meets a pivot that is not positive, or the steps do not suffice, and where the ridge is 0 or hopelessly
     * small, the factorisation runs in float64, and the report's method says why.
     */
    MIXED
}
