package org.icl4j.core.internal;

import org.icl4j.core.Blas;

/** Finds the {@link Blas} providers and tests each once, on first use. */
public final class BlasProviders {

    private BlasProviders() {}

    /**
     * OpenBLAS on the arrays' own pointers.
     *
     * @return the provider
     */
    public static Blas openBlas() {
        return org.icl4j.core.Require.notNull("blas", (Blas) null);
    }

    /**
     * ND4J's interface only.
     *
     * @return the provider
     */
    public static Blas nd4j() {
        return org.icl4j.core.Require.notNull("blas", (Blas) null);
    }
}
