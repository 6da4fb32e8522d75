package org.icl4j.examples.cli;

import java.util.Locale;

/** How {@code icl krr} solves its equations. */
enum KrrMethod {
    /** Exactly where that is a matter of minutes, otherwise with centres. */
    AUTO,
    /** One Cholesky factorisation: 8 n^2 bytes, n^3 / 3 flops. */
    CHOLESKY,
    /** Preconditioned conjugate gradients on a matrix that is never formed. */
    PCG,
    /** The best function of some of the rows as centres. */
    FALKON,
    /** Random Fourier features. */
    FEATURES;

    /** Whether the model is that of the kernel and all rows. */
    boolean exact() {
        return this == CHOLESKY || this == PCG;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
